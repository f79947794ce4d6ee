import { describe, expect, it } from 'vitest';
import { gatherAndCompare } from './gather-and-compare.ts';
import { metricMatchers } from './vitest.ts';

expect.extend(metricMatchers);

const page = '# TYPE carts gauge\ncarts 0\ncarts{shop="a"} 1\n';
const source = { gather: async () => Promise.resolve([]) };

type Matcher = keyof typeof metricMatchers;

/** The matchers as JavaScript sees them, which take anything. */
type UntypedMatchers = Readonly<Record<Matcher, (...args: unknown[]) => Promise<void>>>;

function untyped(received: unknown): UntypedMatchers & { readonly not: UntypedMatchers } {
  return expect(received) as unknown as UntypedMatchers & { readonly not: UntypedMatchers };
}

/** Calls a matcher as JavaScript can, and with `.not`, which has to fail alike. */
async function failures(received: unknown, matcher: Matcher, ...args: unknown[]): Promise<string> {
  const messages = [untyped(received), untyped(received).not].map(async (assertion) => {
    try {
      await assertion[matcher](...args);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'the assertion did not fail';
  });
  const [message = '', denied] = await Promise.all(messages);
  expect(denied).toBe(message);
  return message;
}

describe('toHaveMetricValue', () => {
  const labels = { shop: 'a' };

  it.each([
    ['got undefined', []],
    ['got undefined', [undefined]],
    ['got null', [null]],
    ['got "0"', ['0']],
    ['got 0n', [0n]],
    ['got an array', [[0]]],
    ['got undefined', [labels]],
    ['got undefined', [labels, undefined]],
    ['got "1"', [labels, '1']],
    ['got an object', [labels, { value: 1 }]],
  ])('says what is wrong with the value: %s', async (got, args) => {
    expect(await failures(page, 'toHaveMetricValue', 'carts', ...args)).toBe(
      `toHaveMetricValue: expected a number, ${got}.`,
    );
  });

  it.each([
    ['a', 'got "a"'],
    [null, 'got null'],
    [['a'], 'got an array'],
  ])('says what is wrong with %j for labels', async (given, got) => {
    expect(await failures(page, 'toHaveMetricValue', 'carts', given, 1)).toBe(
      `toHaveMetricValue: expected labels, ${got}.`,
    );
  });

  it('takes labels that are undefined for none', async () => {
    await untyped(page).toHaveMetricValue('carts', undefined, 0);
    await untyped(page).toHaveMetricValue('carts', undefined, expect.any(Number));
  });
});

describe('toChangeMetric', () => {
  it('says what is wrong with the change', async () => {
    const of = (...args: unknown[]): Promise<string> =>
      failures(() => {}, 'toChangeMetric', page, 'carts', ...args);
    const message = 'toChangeMetric: expected a number, ';
    expect(await of('0')).toBe(`${message}got "0".`);
    expect(await of(null)).toBe(`${message}got null.`);
    expect(await of({ shop: 'a' }, '1')).toBe(`${message}got "1".`);
    expect(await of('a', 1)).toBe('toChangeMetric: expected labels, got "a".');
  });

  it('does not call the function then', async () => {
    const run = (): never => {
      throw new Error('called');
    };
    expect(await failures(run, 'toChangeMetric', page, 'carts', '0')).toMatch(/^toChangeMetric: /);
  });

  it('takes a change behind labels that are undefined for what it is', async () => {
    const run = (): void => {};
    await untyped(run).toChangeMetric(page, 'carts', undefined, 0);
    await expect(untyped(run).toChangeMetric(page, 'carts', undefined, 1)).rejects.toThrow(
      'carts: expected a change by 1, but it did not change',
    );
  });
});

describe('all matchers', () => {
  it.each(['toHaveMetric', 'toHaveSample', 'toHaveMetricValue'] as const)(
    '%s says that the name is missing',
    async (matcher) => {
      expect(await failures(page, matcher)).toBe(
        `${matcher}: expected the name of a metric, got undefined.`,
      );
    },
  );

  it('say so where labels are none', async () => {
    expect(await failures(page, 'toHaveSample', 'carts', 'a')).toBe(
      'toHaveSample: expected labels, got "a".',
    );
    expect(await failures(() => {}, 'toChangeMetric', page)).toBe(
      'toChangeMetric: expected the name of a metric, got undefined.',
    );
  });

  it('say that the expected page is missing', async () => {
    const message = 'the expected page is undefined, expected a string.';
    expect(await failures(page, 'toMatchExposition')).toBe(message);
    expect(await failures(source, 'toMatchExposition')).toBe(message);
    const given = undefined as unknown as string;
    await expect(gatherAndCompare(source, given)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
