import { MetricError } from '@telltale/model';
import { invalidOption } from '@telltale/model/internal';

/** What every metric is made of. */
export interface InstrumentOptions<Names extends readonly string[]> {
  /** Shown as it is: write the suffixes (`_total`, `_seconds`) yourself. */
  readonly name: string;
  /** One sentence for whoever reads the page. */
  readonly help: string;
  /** Default: none, a metric of one series. */
  readonly labelNames?: Names | undefined;
  /** The base unit, which the name has to end in (before `_total`): `seconds`, `bytes`. Default: none. */
  readonly unit?: string | undefined;
  /**
   * How many series the metric may have; further label combinations are added up in one series whose every label is
   * `__overflow__`. From 1 up, `Infinity` for no limit. Default: 10,000.
   */
  readonly maxSeries?: number | undefined;
  /**
   * Milliseconds after which a series that was not written to is dropped, at a scrape; a handle that is kept makes it
   * anew at its next write. The one series of a metric without label names stays. From 0 up. Default: never.
   */
  readonly idleTimeout?: number | undefined;
  /**
   * Gives the memory that values are kept in, as doubles: so many bytes, all zeros. It is asked for ever larger pieces
   * as series come. With `(bytes) => new SharedArrayBuffer(bytes)` another thread can read them while they are written.
   * Start timestamps, the quantiles of summaries and native buckets are kept elsewhere. Default: the engine's.
   */
  readonly allocate?: ((bytes: number) => ArrayBufferLike) | undefined;
}

export function checkMaxSeries(metric: string, maxSeries = 10_000): number {
  if (maxSeries !== Infinity && !(Number.isSafeInteger(maxSeries) && maxSeries >= 1)) {
    throw invalidOption(metric, 'maxSeries', maxSeries, 'a whole number above 0 or Infinity');
  }
  return maxSeries;
}

export function checkMilliseconds(metric: string, option: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw invalidOption(metric, option, value, 'milliseconds from 0 up');
}

/** @throws INVALID_OPTION if there is a unit, on a type that has none */
export function checkNoUnit(metric: string, type: string, options: object): void {
  if ((options as { readonly unit?: unknown }).unit === undefined) return;
  throw new MetricError(
    'INVALID_OPTION',
    `${metric}: unit is given, but ${type} has none. Leave it out.`,
    { metric },
  );
}
