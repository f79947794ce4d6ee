import { constantFamily, type Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { metricMatchers } from './vitest.ts';

expect.extend(metricMatchers);

let placed = 3;
const orders: Collector = {
  name: 'orders',
  collect(buf) {
    buf.push(
      constantFamily({
        name: 'shop_orders_total',
        help: 'Orders.',
        type: 'counter',
        labelNames: ['status'],
        series: [
          { labels: { status: 'placed' }, value: placed },
          { labels: { status: 'shipped' }, value: 8 },
        ],
      }),
      constantFamily({
        name: 'shop_carts',
        help: 'Carts.',
        type: 'gauge',
        series: [{ value: 0.3 }],
      }),
      constantFamily({
        name: 'shop_faults_total',
        help: 'Faults.',
        type: 'counter',
        labelNames: ['cause'],
        series: [],
      }),
    );
  },
};
const registry = new Registry();
registry.register(orders);

/** The message of a failed assertion. */
async function failure(assertion: Promise<void>): Promise<string> {
  try {
    await assertion;
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('the assertion did not fail');
}

const differs = 'The metrics differ from what is expected in one place:\n  ';

describe('toHaveMetric', () => {
  it('finds a metric by its name and its type, in whatever shows metrics', async () => {
    await expect(registry).toHaveMetric('shop_orders_total');
    await expect(registry).toHaveMetric('shop_carts', 'gauge');
    await expect(orders).toHaveMetric('shop_orders_total', 'counter');
    await expect('# TYPE up gauge\nup 1\n').toHaveMetric('up', 'gauge');
    await expect(registry).not.toHaveMetric('up');
    await expect(registry).not.toHaveMetric('shop_carts', 'counter');
  });

  it('says what may have been meant, which type there is, and what should not be', async () => {
    expect(await failure(expect(registry).toHaveMetric('orders_total'))).toBe(
      `${differs}the metric orders_total is missing; did you mean shop_orders_total?`,
    );
    expect(await failure(expect(registry).toHaveMetric('shop_carts', 'counter'))).toBe(
      `${differs}shop_carts: expected the type counter, got gauge`,
    );
    expect(await failure(expect(registry).not.toHaveMetric('shop_carts'))).toBe(
      'the metric shop_carts is there, but should not be',
    );
  });

  it('refuses what has no metrics, with .not as well', async () => {
    const message = 'expected a registry, a metric, a collector, families or a page; got 5.';
    expect(await failure(expect(5).toHaveMetric('up'))).toBe(message);
    expect(await failure(expect(5).not.toHaveMetric('up'))).toBe(message);
  });
});

describe('toHaveSample', () => {
  it('finds a sample by exactly its labels', async () => {
    await expect(registry).toHaveSample('shop_carts');
    await expect(registry).toHaveSample('shop_orders_total', { status: 'placed' });
    await expect(registry).not.toHaveSample('shop_orders_total');
    await expect(registry).not.toHaveSample('shop_faults_total', { cause: 'disk' });
  });

  it('says which samples there are, and which should not be', async () => {
    expect(
      await failure(expect(registry).toHaveSample('shop_orders_total', { status: 'lost' })),
    ).toBe(
      `${differs}shop_orders_total{status="lost"} is missing; there are ` +
        'shop_orders_total{status="placed"} 3, shop_orders_total{status="shipped"} 8',
    );
    expect(
      await failure(expect(registry).not.toHaveSample('shop_orders_total', { status: 'placed' })),
    ).toBe('shop_orders_total{status="placed"} is there, but should not be');
  });
});

describe('toHaveMetricValue', () => {
  it('compares a value, with labels or without', async () => {
    await expect(registry).toHaveMetricValue('shop_carts', 0.3);
    await expect(registry).toHaveMetricValue('shop_orders_total', { status: 'shipped' }, 8);
    await expect(registry).not.toHaveMetricValue('shop_carts', 0);
    await expect('a -0\nb NaN\n').toHaveMetricValue('a', 0);
    await expect('a -0\nb NaN\n').toHaveMetricValue('b', NaN);
  });

  it('takes an asymmetric matcher as the value', async () => {
    await expect(registry).toHaveMetricValue('shop_carts', expect.closeTo(0.1 + 0.2, 6) as number);
    await expect(registry).not.toHaveMetricValue('shop_carts', expect.closeTo(1, 6) as number);
  });

  it('says both values', async () => {
    expect(await failure(expect(registry).toHaveMetricValue('shop_carts', Infinity))).toBe(
      'shop_carts: expected +Inf, got 0.3',
    );
    expect(
      await failure(
        expect(registry).toHaveMetricValue('shop_carts', expect.closeTo(1, 6) as number),
      ),
    ).toBe('shop_carts: expected NumberCloseTo 1 (6 digits), got 0.3');
    expect(await failure(expect(registry).not.toHaveMetricValue('shop_carts', 0.3))).toBe(
      'shop_carts: expected any other value than 0.3',
    );
  });

  it('fails for a sample that is missing, with .not as well', async () => {
    const message = `${differs}shop_cart is missing; there is no sample of that name; did you mean shop_carts?`;
    expect(await failure(expect(registry).toHaveMetricValue('shop_cart', 1))).toBe(message);
    expect(await failure(expect(registry).not.toHaveMetricValue('shop_cart', 1))).toBe(message);
  });
});

describe('toChangeMetric', () => {
  const place = (): void => {
    placed++;
  };
  const labels = { status: 'placed' };

  it('compares a sample before and after', async () => {
    await expect(place).toChangeMetric(registry, 'shop_orders_total', labels);
    await expect(place).toChangeMetric(registry, 'shop_orders_total', labels, 1);
    const later = async (): Promise<void> => {
      await new Promise((done) => setTimeout(done, 1));
      placed += 2;
    };
    await expect(later).toChangeMetric(registry, 'shop_orders_total', labels, 2);
    await expect(later).toChangeMetric(
      registry,
      'shop_orders_total',
      labels,
      expect.any(Number) as number,
    );
    await expect(place).not.toChangeMetric(registry, 'shop_orders_total', labels, 2);
    await expect(place).not.toChangeMetric(registry, 'shop_carts');
    await expect(place).not.toChangeMetric(registry, 'shop_carts', 1);
    await expect(place).not.toChangeMetric(registry, 'shop_faults_total', { cause: 'disk' });
  });

  it('says what happened instead', async () => {
    const of = (by?: number): Promise<string> =>
      failure(expect(place).toChangeMetric(registry, 'shop_orders_total', labels, by));
    expect(await of(2)).toBe(
      'shop_orders_total{status="placed"}: expected a change by 2, but it changed by 1',
    );
    expect(await failure(expect(place).toChangeMetric(registry, 'shop_carts'))).toBe(
      'shop_carts: expected a change, but it did not change',
    );
    expect(
      await failure(expect(place).not.toChangeMetric(registry, 'shop_orders_total', labels)),
    ).toBe('shop_orders_total{status="placed"}: expected no change, but it changed by 1');
    expect(
      await failure(expect(place).not.toChangeMetric(registry, 'shop_orders_total', labels, 1)),
    ).toBe('shop_orders_total{status="placed"}: expected no change by 1, but it changed by 1');
  });

  it('forgives what floating-point subtraction costs, and no more', async () => {
    let sum = 0.1;
    const add = (): void => {
      sum += 0.2;
    };
    const source = { gather: () => new Registry().gather().then(() => [familyOf(sum)]) };
    await expect(add).toChangeMetric(source, 'sum', 0.2);
    await expect(add).not.toChangeMetric(source, 'sum', 0.200001);
  });

  it('fails for a metric that is missing, with .not as well', async () => {
    const message = `${differs}shop_cart is missing; there is no sample of that name; did you mean shop_carts?`;
    expect(await failure(expect(place).toChangeMetric(registry, 'shop_cart'))).toBe(message);
    expect(await failure(expect(place).not.toChangeMetric(registry, 'shop_cart'))).toBe(message);
  });

  it('passes on what the function throws', async () => {
    const fail = (): never => {
      throw new Error('no order');
    };
    expect(await failure(expect(fail).toChangeMetric(registry, 'shop_carts'))).toBe('no order');
  });
});

describe('toMatchExposition', () => {
  const expected = `
    # TYPE shop_carts gauge
    shop_carts 0.3
  `;

  it('compares a registry, a collector or a page with an expected page', async () => {
    await expect(registry).toMatchExposition(expected, { names: ['shop_carts'] });
    await expect(orders).toMatchExposition(expected, { names: ['shop_carts'] });
    await expect('# TYPE shop_carts gauge\nshop_carts 0.3\n').toMatchExposition(expected);
    await expect(registry).not.toMatchExposition(expected);
  });

  it('lists the differences, and shows the page that should not match', async () => {
    expect(await failure(expect('shop_carts 1\n').toMatchExposition('shop_carts 2'))).toBe(
      `${differs}shop_carts: expected 2, got 1`,
    );
    expect(await failure(expect('shop_carts 1\n').not.toMatchExposition('shop_carts 1'))).toBe(
      'The metrics are what they should not be:\nshop_carts 1',
    );
  });

  it('fails for an expected page that is not valid, with .not as well', async () => {
    expect(await failure(expect(registry).not.toMatchExposition('shop_carts'))).toMatch(
      /^1:11: the expected text is not a valid page: /,
    );
  });
});

describe('toPassLint', () => {
  const bad = [
    constantFamily({ name: 'cpu_ms', help: '', type: 'gauge', series: [] }),
    constantFamily({ name: 'wait_ms', help: 'Wait.', type: 'gauge', series: [] }),
  ];

  it('follows the conventions, but for what is allowed', async () => {
    await expect(registry).toPassLint();
    await expect(bad).not.toPassLint();
    await expect(bad).toPassLint({
      ignoreRules: ['abbreviated-unit', 'base-unit'],
      allowedLint: { cpu_ms: ['no-help'] },
    });
  });

  it('lists what breaks them, and says so where nothing does', async () => {
    const allowances = { allowedLint: { wait_ms: ['abbreviated-unit', 'base-unit'] } };
    expect(await failure(expect(bad).toPassLint({ ...allowances, ignoreRules: ['no-help'] }))).toBe(
      'The metrics break the conventions in one place:\n' +
        '  cpu_ms: unit ms is abbreviated; write seconds (abbreviated-unit)',
    );
    expect(await failure(expect(bad).toPassLint(allowances))).toBe(
      'The metrics break the conventions in 2 places:\n' +
        '  cpu_ms: no help text; say in one sentence what it measures (no-help)\n' +
        '  cpu_ms: unit ms is abbreviated; write seconds (abbreviated-unit)',
    );
    expect(await failure(expect(registry).not.toPassLint())).toBe(
      'The metrics follow the conventions, but should not',
    );
  });

  it('refuses a rule that is misspelt', async () => {
    expect(await failure(expect(registry).toPassLint({ ignoreRules: ['no-halp'] }))).toMatch(
      /^there is no lint rule "no-halp"; the rules are no-help, /,
    );
  });
});

function familyOf(value: number) {
  return constantFamily({ name: 'sum', help: 'Sum.', type: 'gauge', series: [{ value }] });
}
