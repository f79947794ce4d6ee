import type { Exemplar, FamilyColumns, NativeHistogramValue } from '@telltale/model';
import { defaultBuckets, resolveBuckets } from './buckets.ts';
import type { ExemplarLabels, ExemplarOptions } from './exemplar-options.ts';
import { ExemplarSource } from './exemplar-source.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import { isNumber } from './is-number.ts';
import {
  observedCount,
  ObservingInstrument,
  type ObserveOptions,
  type ObservingHandle,
} from './observing-instrument.ts';
import { NativeBuckets } from './native-buckets.ts';
import { resolveNative, type NativeLayout, type NativeOptions } from './native-options.ts';
import type { SeriesHandle } from './series-handle.ts';
import type { SeriesTable } from './series-table.ts';
import { TimedSeries } from './timed-instrument.ts';

/** Options of a {@link Histogram}. */
export interface HistogramOptions<Names extends readonly string[] = readonly []>
  extends InstrumentOptions<Names>, ExemplarOptions {
  /**
   * Upper bounds of the buckets, inclusive, in the unit of what is observed, in any order; the bucket up to `Infinity`
   * is always there. Default: `defaultBuckets`, 5 ms to 10 s; none where the histogram is native.
   */
  readonly buckets?: readonly number[] | undefined;
  /**
   * Native buckets, instead of classic ones or, where `buckets` are given, beside them. Only protobuf shows them; the
   * text formats show the classic part. Default: none.
   */
  readonly native?: NativeOptions | undefined;
}

/** How to observe into a histogram. */
export interface HistogramObserveOptions extends ObserveOptions {
  /**
   * What the bucket of this observation refers to, such as the trace it was made in. One that cannot be shown (more
   * than 128 characters of names and values, a value that is not text) is left out with a warning, and the
   * observation counts. Default: that of the `exemplarProvider`.
   *
   * @see OpenMetrics 1.0, "Exemplars"
   */
  readonly exemplar?: ExemplarLabels | undefined;
}

/** One series of a histogram. */
export type HistogramHandle = ObservingHandle<HistogramObserveOptions>;

/** A row holds the count of each bucket by itself, the bucket up to Infinity last, and then the sum. */
class HistogramSeries extends TimedSeries implements HistogramHandle {
  /** One typed array for all series: V8 keeps the numbers of a frozen array as objects. */
  readonly #bounds: Float64Array;
  readonly #native: NativeBuckets | undefined;

  constructor(
    table: SeriesTable,
    labelValues: readonly string[],
    bounds: Float64Array,
    native: NativeLayout | undefined,
  ) {
    super(table, labelValues);
    this.#bounds = bounds;
    this.#native = native === undefined ? undefined : new NativeBuckets(native);
  }

  readNative(): NativeHistogramValue | undefined {
    return this.#native?.read();
  }

  // V8 inlines functions of little bytecode only, so what is rare stands in functions of its own.
  observe(value: number, options?: HistogramObserveOptions): void {
    let count = 1;
    if (options !== undefined || this.base < 0 || !isNumber(value)) {
      count = this.prepare(value, options);
      if (count === 0) return;
    }
    if (this.owner.#native?.observe(value, count)) this.limitNative(value, count);
    const { cells, base } = this;
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    (cells[base + bucket] as number) += count;
    (cells[base + bounds.length + 1] as number) += value * count;
    if (options !== undefined || this.table.asksForExemplars) this.refer(bucket, value, options);
  }

  override reset(): void {
    super.reset();
    this.#native?.reset();
  }

  override detach(): void {
    this.#native?.reset();
    super.detach();
  }

  protected override record(seconds: number): void {
    this.observe(seconds);
  }

  /** Makes sure that there is a row to count in, and returns how many observations there are. */
  protected prepare(value: number, options: HistogramObserveOptions | undefined): number {
    if (!isNumber(value)) throw this.refused('observe', value, 'a number');
    const count = observedCount(this.metric, options ?? {});
    if (this.base < 0) this.attach();
    return count;
  }

  /** After an observation that may have taken the native buckets past their limit, and before it is counted in the row. */
  protected limitNative(value: number, count: number): void {
    const { owner } = this;
    const native = owner.#native as NativeBuckets;
    if (native.isResetDue(this.table.rows.columns.starts[owner.row] as number)) {
      // The whole histogram begins anew, with this observation.
      this.table.resetRow(owner.row);
      native.observe(value, count);
    } else native.shrink();
  }

  protected override refer(bucket: number, value: number, options: unknown): Exemplar | undefined {
    const exemplar = super.refer(bucket, value, options);
    if (exemplar !== undefined) this.owner.#native?.exemplars.add(exemplar);
    return exemplar;
  }
}

function readNative(handles: readonly (SeriesHandle | undefined)[]): Partial<FamilyColumns> {
  return {
    native: handles.map((handle) =>
      handle instanceof HistogramSeries ? handle.readNative() : undefined,
    ),
  };
}

/**
 * Counts observations in buckets, so that Prometheus can work out quantiles over many processes: latencies, sizes.
 *
 * @see OpenMetrics 1.0, "Histogram"
 */
export class Histogram<
  const Names extends readonly string[] = readonly [],
> extends ObservingInstrument<Names, HistogramHandle, HistogramObserveOptions> {
  /** Always `histogram`, whichever kinds of buckets it has. */
  declare readonly type: 'histogram';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: HistogramOptions<Names>) {
    const native = resolveNative(options.name, options.native);
    const buckets = options.buckets ?? (native === undefined ? defaultBuckets : []);
    const bounds = resolveBuckets(options.name, buckets);
    const scanned = Float64Array.from(bounds);
    super(options, {
      type: 'histogram',
      width: bounds.length + 2,
      keepsStarts: true,
      createHandle: (table, labelValues) =>
        new HistogramSeries(table, labelValues, scanned, native),
      exemplarSource: new ExemplarSource(options.name, options),
      ...(native && { hasState: true, refresh: readNative }),
      shared: { bounds },
    });
  }
}
