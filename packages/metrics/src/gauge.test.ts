import { MetricError } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gauge } from './gauge.ts';

const plain = () => new Gauge({ name: 'depth', help: 'Depth.' });
const labelled = () => new Gauge({ name: 'depth', help: 'Depth.', labelNames: ['queue'] });
const shown = (gauge: Pick<Gauge, 'snapshot'>) => [...gauge.snapshot().series];

const refusal = (method: string, got: string, remedy = ''): MetricError =>
  new MetricError('INVALID_VALUE', `depth: ${method}() got ${got}, expected a number.${remedy}`, {
    metric: 'depth',
  });

/** What is no value of a gauge, and how a message shows it. */
const invalid: readonly (readonly [unknown, string])[] = [
  [NaN, 'NaN'],
  ['', '""'],
  ['1', '"1"'],
  [null, 'null'],
  [false, 'false'],
  [1n, '1'],
  [Symbol('s'), 'Symbol(s)'],
];
const methods = ['set', 'inc', 'dec', 'add', 'sub'] as const;

describe('Gauge', () => {
  it('goes up and down', () => {
    const gauge = plain();
    gauge.set(10);
    gauge.inc();
    gauge.inc(5);
    gauge.dec();
    gauge.dec(2);
    gauge.add(0.5);
    gauge.sub(20);
    expect(shown(gauge)).toEqual([{ labels: {}, value: -6.5 }]);
  });

  it('goes up and down with labels first, and through a handle', () => {
    const gauge = labelled();
    const queue = 'mail';
    gauge.set({ queue }, 10);
    gauge.inc({ queue });
    gauge.inc({ queue }, 5);
    gauge.dec({ queue });
    gauge.dec({ queue }, 2);
    gauge.add({ queue }, 0.5);
    gauge.sub({ queue }, 20);
    const handle = gauge.labels('sms');
    handle.set(10);
    handle.inc();
    handle.inc(5);
    handle.dec();
    handle.dec(2);
    handle.add(0.5);
    handle.sub(20);
    expect(shown(gauge)).toEqual([
      { labels: { queue: 'mail' }, value: -6.5 },
      { labels: { queue: 'sms' }, value: -6.5 },
    ]);
  });

  it('takes negative amounts and infinities', () => {
    const gauge = plain();
    gauge.inc(-2);
    gauge.dec(-3);
    gauge.add(-4);
    gauge.sub(-5);
    expect(shown(gauge)).toEqual([{ labels: {}, value: 2 }]);
    gauge.set(-Infinity);
    expect(shown(gauge)).toEqual([{ labels: {}, value: -Infinity }]);
  });

  it('has no start timestamp', () => {
    expect(plain().snapshot().columns.startTimestamps).toBeUndefined();
  });
});

describe.each(methods)('Gauge > %s', (method) => {
  it.each(invalid)('refuses %o on a metric without labels and changes nothing', (value, got) => {
    const gauge = plain();
    gauge.set(7);
    expect(() => gauge[method](value as number)).toThrow(refusal(method, got));
    expect(shown(gauge)).toEqual([{ labels: {}, value: 7 }]);
  });

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o through a handle and changes nothing',
    (value, got) => {
      const gauge = labelled();
      const handle = gauge.labels('mail');
      handle.set(7);
      expect(() => handle[method](value as number)).toThrow(refusal(method, got));
      expect(shown(gauge)).toEqual([{ labels: { queue: 'mail' }, value: 7 }]);
    },
  );

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o after labels and does not even make the series',
    (value, got) => {
      const gauge = labelled();
      expect(() => gauge[method]({ queue: 'mail' }, value as number)).toThrow(refusal(method, got));
      expect(shown(gauge)).toEqual([]);
    },
  );

  it('takes an object for a value on a metric without labels, and says what to do', () => {
    const gauge = plain();
    expect(() => gauge[method]({ queue: 'mail' } as unknown as number)).toThrow(
      refusal(method, 'an object', ' It has no labelNames.'),
    );
    expect(shown(gauge)).toEqual([{ labels: {}, value: 0 }]);
  });

  it.each([1, null, undefined])('wants labels, not %o, where it has label names', (first) => {
    const gauge = labelled();
    const write = gauge[method].bind(gauge) as (first: unknown) => void;
    expect(() => write(first)).toThrow(
      new MetricError('INVALID_LABELS', 'depth: expected labels {queue}, got none.', {
        metric: 'depth',
      }),
    );
    expect(shown(gauge)).toEqual([]);
  });
});

describe.each(['set', 'add', 'sub'] as const)('Gauge > %s', (method) => {
  it('has no default: refuses undefined in each form and changes nothing', () => {
    const gauge = plain();
    const other = labelled();
    const missing = undefined as unknown as number;
    expect(() => gauge[method](missing)).toThrow(refusal(method, 'undefined'));
    expect(() => other[method]({ queue: 'mail' }, missing)).toThrow(refusal(method, 'undefined'));
    expect(shown(gauge)).toEqual([{ labels: {}, value: 0 }]);
    expect(shown(other)).toEqual([]);
  });
});

describe('Gauge > setToCurrentTime', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_700_000_000_500 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sets the Unix time in seconds, in each form', () => {
    const gauge = plain();
    gauge.setToCurrentTime();
    expect(shown(gauge)).toEqual([{ labels: {}, value: 1_700_000_000.5 }]);
    const other = labelled();
    other.setToCurrentTime({ queue: 'mail' });
    other.labels('sms').setToCurrentTime();
    expect(shown(other).map((one) => one.value)).toEqual([1_700_000_000.5, 1_700_000_000.5]);
  });

  it('refuses labels where there are none, and wants them where there are', () => {
    const untyped = (gauge: object, ...labels: unknown[]): unknown =>
      (gauge as { setToCurrentTime: (...labels: unknown[]) => unknown }).setToCurrentTime(
        ...labels,
      );
    expect(() => untyped(plain(), { queue: 'mail' })).toThrow(
      new MetricError('INVALID_LABELS', 'depth: expected no labels, got {queue}.', {
        metric: 'depth',
      }),
    );
    const gauge = labelled();
    expect(() => untyped(gauge)).toThrow('depth: expected labels {queue}, got none.');
    expect(() => untyped(gauge, null)).toThrow('depth: expected labels {queue}, got null.');
    expect(shown(gauge)).toEqual([]);
  });
});
