import { CallbackMetric, type CallbackOptions } from './callback-metric.ts';
import { Counter, type CounterHandle } from './counter.ts';

/** Options of a {@link CounterFunc}. */
export type CounterFuncOptions<Names extends readonly string[] = readonly []> =
  CallbackOptions<Names>;

/**
 * A counter whose total is known elsewhere and read at each scrape. It follows that total as `advanceTo` does: a lower
 * reading means that the source began again, and is added whole. A series that a reading leaves out is gone from the
 * page.
 *
 * @see OpenMetrics 1.0, "Counter"
 */
export class CounterFunc<
  const Names extends readonly string[] = readonly [],
> extends CallbackMetric<Names, CounterHandle> {
  /** Always `counter`. */
  declare readonly type: 'counter';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: CounterFuncOptions<Names>) {
    super(options, {
      instrument: new Counter<readonly string[]>({ ...options, maxSeries: Infinity }),
      write: (counter, total) => {
        counter.advanceTo(total);
      },
    });
  }
}
