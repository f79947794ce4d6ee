import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { HistogramValue, MetricFamily } from '@telltale/model';
import { Counter } from './counter.ts';
import { Histogram, type HistogramHandle } from './histogram.ts';

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

/** What a reading says, by labels: count and sum of each series. */
function contents(family: MetricFamily): Map<string, [number, number]> {
  const rows = [...family.series].map(({ labels: of, value }) => {
    const { count, sum } = value as HistogramValue;
    return [JSON.stringify([of['a'], of['b']]), [count, sum]] as [string, [number, number]];
  });
  expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
  return new Map(rows);
}

describe('the series of a metric', () => {
  it('are what a Map would hold, after any writes, look-ups, removals and resets in any order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const metric = new Histogram({
          name: 'size',
          help: 'Size.',
          labelNames: ['a', 'b'],
          buckets: [1],
        });
        const model = new Map<string, [number, number]>();
        const handles: { handle: HistogramHandle; key: string }[] = [];
        const readings: { family: MetricFamily; expected: Map<string, [number, number]> }[] = [];
        const add = (key: string, value: number): void => {
          const [count, sum] = model.get(key) ?? [0, 0];
          model.set(key, [count + 1, sum + value]);
        };
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
              if (!model.has(key)) model.set(key, [0, 0]);
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
              readings.push({ family: metric.snapshot(), expected: new Map(model) });
              break;
            case 'reset':
              metric.reset();
              for (const key of model.keys()) model.set(key, [0, 0]);
              break;
            case 'clear':
              metric.clear();
              model.clear();
          }
        }
        expect(contents(metric.snapshot())).toEqual(model);
        for (const { family, expected } of readings) expect(contents(family)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

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
