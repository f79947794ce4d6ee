import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { HistogramValue, MetricFamily, SeriesValue, SummaryValue } from '@telltale/model';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import type { ObservingHandle, ObservingInstrument } from './observing-instrument.ts';
import { Summary } from './summary.ts';

beforeAll(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
});

/** Few label values, so that series come back, some of which run together in a careless key; and many, for many rows. */
const few = fc.constantFrom('x', 'y|z', 'x|y');
const many = fc.oneof(
  fc.constantFrom('', '__proto__', 'constructor'),
  fc.integer({ min: 0, max: 40 }).map(String),
);
const labels = fc.oneof(
  { weight: 3, arbitrary: fc.record({ a: few, b: few }) },
  { weight: 1, arbitrary: fc.record({ a: few, b: many }) },
);
const index = fc.nat();
const amount = fc.integer({ min: 0, max: 3 });

type Step =
  | { kind: 'write'; labels: { a: string; b: string }; amount: number }
  | { kind: 'look up'; labels: { a: string; b: string }; positional: boolean }
  | { kind: 'write through a handle'; index: number; amount: number }
  | { kind: 'remove'; index: number; positional: boolean }
  | { kind: 'write through every handle' | 'read' | 'reset' | 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), labels, amount }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('look up' as const),
      labels,
      positional: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('write through a handle' as const), index, amount }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), index, positional: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('write through every handle' as const, 'read' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('reset' as const, 'clear' as const) }),
  },
);

const base = { name: 'size', help: 'Size.', labelNames: ['a', 'b'] } as const;

interface Kind {
  readonly kind: string;
  readonly make: () => ObservingInstrument<readonly ['a', 'b'], ObservingHandle>;
  /** What a value says of its observations, each of which is 0, 1, 2 or 3. */
  readonly read: (value: SeriesValue) => unknown;
  /** What it should say. */
  readonly told: (observations: readonly number[]) => unknown;
}

const sum = (observations: readonly number[]): number =>
  observations.reduce((total, one) => total + one, 0);
const howMany = (observations: readonly number[], value: number): number =>
  observations.filter((one) => one === value).length;

const kinds: readonly Kind[] = [
  {
    kind: 'classic histogram',
    make: () => new Histogram({ ...base, buckets: [1] }),
    read: (value) => {
      const { count, sum: total } = value as HistogramValue;
      return [count, total];
    },
    told: (observations) => [observations.length, sum(observations)],
  },
  {
    kind: 'native histogram',
    make: () => new Histogram({ ...base, native: { factor: 2 } }),
    read: (value) => {
      const { count, native } = value as HistogramValue;
      const { indexes = [], counts = [] } = native?.positive ?? {};
      const byIndex = Object.fromEntries(indexes.map((at, place) => [at, counts[place]]));
      return [count, native?.zeroCount, byIndex[0] ?? 0, byIndex[1] ?? 0, byIndex[2] ?? 0];
    },
    told: (observations) => [
      observations.length,
      ...[0, 1, 2, 3].map((value) => howMany(observations, value)),
    ],
  },
  {
    kind: 'summary',
    make: () => new Summary({ ...base, quantiles: [0, 0.5, 1] }),
    read: (value) => {
      const { count, sum: total, quantiles } = value as SummaryValue;
      return [count, total, ...quantiles.map((one) => Math.round(one.value))];
    },
    told: (observations) => {
      const sorted = observations.toSorted((a, b) => a - b);
      const middle = Math.ceil(sorted.length / 2) - 1;
      const quantiles = [sorted[0], sorted[middle], sorted.at(-1)];
      return [sorted.length, sum(sorted), ...quantiles.map((value) => value ?? NaN)];
    },
  },
];

/** What a reading says, by labels. */
function contents(family: MetricFamily, read: Kind['read']): Map<string, unknown> {
  const rows = [...family.series].map(({ labels: of, value }): [string, unknown] => [
    JSON.stringify([of['a'], of['b']]),
    read(value),
  ]);
  expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
  return new Map(rows);
}

describe('the series of a metric', () => {
  it.each(kinds)(
    'are what a Map would hold, after any writes, look-ups, removals and resets in any order: $kind',
    ({ make, read, told }) => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
          const metric = make();
          const model = new Map<string, number[]>();
          const handles: { handle: ObservingHandle; key: string }[] = [];
          const readings: { family: MetricFamily; expected: Map<string, unknown> }[] = [];
          const add = (key: string, value: number): void => {
            model.set(key, [...(model.get(key) ?? []), value]);
          };
          const expected = () =>
            new Map([...model].map(([key, observations]) => [key, told(observations)]));
          for (const one of steps) {
            switch (one.kind) {
              case 'write':
                metric.observe(one.labels, one.amount);
                add(JSON.stringify([one.labels.a, one.labels.b]), one.amount);
                break;
              case 'look up': {
                const { a, b } = one.labels;
                const key = JSON.stringify([a, b]);
                const handle = one.positional ? metric.labels(a, b) : metric.labels(one.labels);
                handles.push({ handle, key });
                if (!model.has(key)) model.set(key, []);
                break;
              }
              case 'write through a handle': {
                const kept = handles[one.index % handles.length];
                kept?.handle.observe(one.amount);
                if (kept !== undefined) add(kept.key, one.amount);
                break;
              }
              case 'write through every handle':
                for (const { handle, key } of handles) {
                  handle.observe(1);
                  add(key, 1);
                }
                break;
              case 'remove': {
                const key = [...model.keys()][one.index % model.size];
                if (key === undefined) break;
                const [a, b] = JSON.parse(key) as [string, string];
                expect(one.positional ? metric.remove(a, b) : metric.remove({ a, b })).toBe(true);
                model.delete(key);
                expect(metric.remove(a, b)).toBe(false);
                break;
              }
              case 'read':
                readings.push({ family: metric.snapshot(), expected: expected() });
                break;
              case 'reset':
                metric.reset();
                for (const key of model.keys()) model.set(key, []);
                break;
              case 'clear':
                metric.clear();
                model.clear();
            }
          }
          readings.push({ family: metric.snapshot(), expected: expected() });
          for (const reading of readings) {
            expect(contents(reading.family, read)).toEqual(reading.expected);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('keep their sum right past maxSeries, and never become more than one above it', () => {
    const total = (counter: Counter<readonly ['a']>): number =>
      [...counter.snapshot().series].reduce((sum, one) => sum + (one.value as number), 0);
    const action = fc.record({
      kind: fc.constantFrom('write', 'write', 'look up', 'handle', 'handle', 'remove'),
      a: fc.integer({ min: 0, max: 9 }),
      index,
      amount,
    });
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 80, size: 'max' }),
        fc.integer({ min: 1, max: 6 }),
        (actions, maxSeries) => {
          const counter = new Counter({
            name: 'jobs_total',
            help: 'Jobs.',
            labelNames: ['a'],
            maxSeries,
          });
          const handles = [counter.labels(0)];
          let expected = 0;
          for (const { kind, a, index: at, amount: by } of actions) {
            if (kind === 'write') counter.inc({ a }, by);
            if (kind === 'look up') handles.push(counter.labels(a));
            if (kind === 'handle') handles[at % handles.length]?.inc(by);
            if (kind === 'write' || kind === 'handle') expected += by;
            if (kind === 'remove') {
              const series = [...counter.snapshot().series];
              const victim = series[at % series.length];
              if (victim === undefined) continue;
              counter.remove({ a: victim.labels['a'] ?? '' });
              expected -= victim.value as number;
            }
            expect(total(counter)).toBe(expected);
            expect(counter.snapshot().columns.size).toBeLessThanOrEqual(maxSeries + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
