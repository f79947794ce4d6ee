import { createEncoder, encode, type FormatName, type PageBlock } from '@telltale/exposition';
import { Counter, Gauge, Histogram, StateSet, Summary } from '@telltale/metrics';
import { constantFamily, type Metric, type MetricFamily } from '@telltale/model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Label values that are escaped, take more than a byte a character, or are shown alike. */
const label = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', '0') },
  { weight: 3, arbitrary: fc.constantFrom('', 'é', '🎈', '"\\\n', 'x\r', 'x\n', 'x\ufffd') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2000 }).map(String) },
);
const value = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.constantFrom(0.1, 1e21, 2 ** 53, 999_999_999, 1e9, 1e-7, Infinity),
);
const name = fc.constantFrom('m', 'm_total', 'n', 'n.dotted', 'n_dotted', 'n_seconds');
const which = fc.nat({ max: 4 });

/** How a page is read: `all released` gives back the blocks of this page and of all before. */
const ways = ['at once', 'in blocks', 'in part', 'released', 'all released'] as const;

type Step =
  | {
      readonly kind: 'write';
      readonly which: number;
      readonly label: string;
      readonly value: number;
    }
  | { readonly kind: 'grow'; readonly which: number; readonly rows: number }
  | { readonly kind: 'remove'; readonly which: number; readonly label: string }
  | { readonly kind: 'reset' | 'clear'; readonly which: number }
  | {
      readonly kind: 'replace';
      readonly which: number;
      readonly name: string;
      readonly type: number;
    }
  | {
      readonly kind: 'read';
      readonly how: (typeof ways)[number];
      readonly without: number;
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('write' as const), which, label, value }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('grow' as const),
      which,
      // Now and then more than a block holds.
      rows: fc.oneof(
        { weight: 9, arbitrary: fc.nat({ max: 40 }) },
        { weight: 1, arbitrary: fc.constant(1700) },
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('remove' as const), which, label }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('reset' as const, 'clear' as const), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      which,
      name,
      type: fc.nat({ max: 8 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      how: fc.constantFrom(...ways),
      without: fc.nat({ max: 8 }),
    }),
  },
);

interface Kind {
  readonly metric: Metric;
  write(label: string, value: number): void;
  remove(label: string): void;
  reset(): void;
  clear(): void;
}

function instrument(metricName: string, type: number): Kind {
  const head = {
    name: metricName,
    help: `Help of ${type % 2}.`,
    labelNames: ['x'],
    maxSeries: 5000,
  };
  const lifetime = (metric: Counter<readonly string[]> | Gauge<readonly string[]>) => ({
    metric: metric as Metric,
    remove: (x: string) => void metric.remove(x),
    reset: () => {
      metric.reset();
    },
    clear: () => {
      metric.clear();
    },
  });
  switch (type) {
    case 0: {
      const counter = new Counter<readonly string[]>(head);
      return { ...lifetime(counter), write: (x, by) => counter.inc({ x }, by) };
    }
    case 1: {
      const gauge = new Gauge<readonly string[]>(head);
      return { ...lifetime(gauge), write: (x, to) => gauge.set({ x }, -to) };
    }
    case 2: {
      const histogram = new Histogram<readonly string[]>({ ...head, buckets: [0.5, 10] });
      return {
        ...lifetime(histogram as unknown as Gauge<readonly string[]>),
        write: (x, observed) => histogram.observe({ x }, observed, traceOf(observed)),
      };
    }
    case 3: {
      const histogram = new Histogram<readonly string[]>({ ...head, buckets: [-1, 0] });
      return {
        ...lifetime(histogram as unknown as Gauge<readonly string[]>),
        write: (x, observed) => histogram.observe({ x }, -observed),
      };
    }
    case 4: {
      const summary = new Summary<readonly string[]>(head);
      return {
        ...lifetime(summary as unknown as Gauge<readonly string[]>),
        write: (x, observed) => summary.observe({ x }, observed % 3 === 0 ? -observed : observed),
      };
    }
    case 5: {
      const states = new StateSet<readonly ['on', 'off'], readonly string[]>({
        ...head,
        states: ['on', 'off'],
      });
      return {
        ...lifetime(states as unknown as Gauge<readonly string[]>),
        write: (x, on) => states.setOnly({ x }, on > 5 ? 'on' : 'off'),
      };
    }
    case 6:
      return constant(metricName, 'gauge');
    case 7:
      return constant(metricName, 'unknown');
    default:
      return constant(metricName, 'info');
  }
}

/** A metric as a collector gives it: other label arrays each time, now and then a timestamp, and series that stand twice. */
function constant(metricName: string, type: 'gauge' | 'unknown' | 'info'): Kind {
  let rows: [string, number][] = [];
  const head = {
    name: metricName,
    help: '',
    labelNames: ['x'],
    ...(type === 'unknown' && metricName.endsWith('_seconds') && { unit: 'seconds' }),
  };
  const metric: Metric = {
    ...head,
    type,
    snapshot: () => {
      const series = rows.map(([x, shown]) => ({
        labels: { x },
        value: shown,
        ...(shown === 7 && { timestamp: 12.5 }),
      }));
      return type === 'info'
        ? constantFamily({ ...head, type, series: series.map((one) => ({ ...one, value: 1 })) })
        : constantFamily({ ...head, type, series });
    },
  };
  return {
    metric,
    write: (x, shown) => void rows.push([x, shown]),
    remove: (x) => (rows = rows.filter(([one]) => one !== x)),
    reset: () => (rows = rows.map(([x]) => [x, 0])),
    clear: () => (rows = []),
  };
}

const traceOf = (observed: number) =>
  observed === 13 ? { exemplar: { trace_id: 'abc' } } : undefined;

/** Blocks of pages, with what was in them when they were given. */
class GivenBlocks {
  readonly #copies = new Map<number, Buffer>();
  readonly #held = new Set<PageBlock>();

  async page(blocks: AsyncIterable<PageBlock>, isReleased: boolean): Promise<Buffer> {
    const given: PageBlock[] = [];
    for await (const block of blocks) {
      const before = this.#copies.get(block.id);
      if (before === undefined) this.#copies.set(block.id, Buffer.from(block.bytes));
      else expect(before.equals(block.bytes)).toBe(true);
      if (block.unchanged) expect(before).toBeDefined();
      this.#held.add(block);
      given.push(block);
    }
    const page = Buffer.concat(given.map(({ bytes }) => bytes));
    if (isReleased) this.#release(given);
    return page;
  }

  releaseAll(): void {
    this.#release(this.#held);
  }

  /** Blocks that are held are as they were given. */
  check(): void {
    for (const { id, bytes } of this.#held) {
      expect(this.#copies.get(id)?.equals(bytes)).toBe(true);
    }
  }

  #release(blocks: Iterable<PageBlock>): void {
    for (const block of blocks) {
      block.release();
      // A second time makes no difference.
      block.release();
      this.#held.delete(block);
    }
  }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: 0 }));
afterEach(() => vi.useRealTimers());

describe.each<readonly [FormatName, { created: boolean }]>([
  ['text', { created: false }],
  ['openmetrics', { created: false }],
  ['openmetrics', { created: true }],
  ['openmetrics2', { created: false }],
  ['protobuf', { created: false }],
])('pages in %s, %o, from an encoder that keeps them', (format, options) => {
  it('are those that encode gives, whatever has changed in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        vi.setSystemTime(0);
        const encoder = createEncoder(format, options);
        const given = new GivenBlocks();
        const kinds = [0, 1, 2, 4, 6].map((type) => instrument(`m${type}`, type));
        const kindAt = (at: number): Kind => kinds[at] as Kind;
        for (const one of steps) {
          // Start timestamps of other lengths, also from before 1970.
          vi.setSystemTime((Date.now() + 1) * -1.5);
          if (one.kind === 'read') {
            const families: readonly MetricFamily[] = kinds
              .filter((_, at) => at !== one.without)
              .map(({ metric }) => metric.snapshot());
            if (one.how === 'in part') {
              for await (const block of encoder.blocks(families)) if (block.bytes.length > 0) break;
            }
            const page =
              one.how === 'at once'
                ? encoder.encode(families)
                : await given.page(encoder.blocks(families), one.how === 'released');
            given.check();
            if (one.how === 'all released') given.releaseAll();
            const expected = encode(families, format, options);
            if (Buffer.compare(page, expected) !== 0) {
              expect(Buffer.from(page).toString()).toBe(Buffer.from(expected).toString());
            }
          } else if (one.kind === 'replace') {
            kinds[one.which] = instrument(one.name, one.type);
          } else if (one.kind === 'grow') {
            for (let row = 0; row < one.rows; row++) kindAt(one.which).write(String(row), row);
          } else if (one.kind === 'write') kindAt(one.which).write(one.label, one.value);
          else if (one.kind === 'remove') kindAt(one.which).remove(one.label);
          else kindAt(one.which)[one.kind]();
        }
        given.check();
      }),
      { numRuns: format === 'openmetrics2' ? 100 : 1000 },
    );
  }, 60_000);
});
