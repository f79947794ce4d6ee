import type { Gatherer, GatherOptions, Metric, MetricFamily } from '@telltale/model';

/** What a {@link FakeGatherer} does at a call: families now, later, or never. */
export type Collect = (
  options: GatherOptions,
) => readonly MetricFamily[] | Promise<readonly MetricFamily[]>;

/** A gatherer for tests that keeps what it was asked, and whose answers a test decides. */
export class FakeGatherer implements Gatherer {
  readonly calls: GatherOptions[] = [];
  generation: unknown = 0;
  #collect: Collect;

  constructor(collect: Collect) {
    this.#collect = collect;
  }

  /** Gives these metrics as they are at the call. */
  static of(...metrics: readonly Metric[]): FakeGatherer {
    return new FakeGatherer(() => metrics.map((metric) => metric.snapshot()));
  }

  async gather(options: GatherOptions = {}): Promise<readonly MetricFamily[]> {
    this.calls.push(options);
    return this.#collect(options);
  }

  /** From the next call on. */
  willCollect(collect: Collect): void {
    this.#collect = collect;
  }
}

/** A promise of families that a test settles, and that ends as a registry's does when nobody waits any more. */
export function pending(signal: AbortSignal | undefined): {
  readonly promise: Promise<readonly MetricFamily[]>;
  readonly resolve: (families: readonly MetricFamily[]) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<readonly MetricFamily[]>();
  signal?.addEventListener('abort', () => {
    reject(signal.reason as Error);
  });
  return { promise, resolve };
}

/** A family that no format can carry, as one that was written by hand in JavaScript is. */
export function withoutColumns(name: string): MetricFamily {
  const head = { name, help: 'Written by hand.', type: 'gauge', labelNames: [], series: [] };
  return head as unknown as MetricFamily;
}
