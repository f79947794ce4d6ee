import { CallbackMetric, type CallbackOptions } from './callback-metric.ts';
import { Gauge, type GaugeHandle } from './gauge.ts';

/** Options of a {@link GaugeFunc}. */
export type GaugeFuncOptions<Names extends readonly string[] = readonly []> =
  CallbackOptions<Names>;

/**
 * A gauge whose value is known elsewhere and read at each scrape: the length of a queue, the size of a pool. A series
 * that a reading leaves out is gone from the page.
 *
 * @see OpenMetrics 1.0, "Gauge"
 */
export class GaugeFunc<const Names extends readonly string[] = readonly []> extends CallbackMetric<
  Names,
  GaugeHandle
> {
  /** Always `gauge`. */
  declare readonly type: 'gauge';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: GaugeFuncOptions<Names>) {
    super(options, {
      instrument: new Gauge<readonly string[]>({ ...options, maxSeries: Infinity }),
      write: (gauge, value) => {
        gauge.set(value);
      },
    });
  }
}
