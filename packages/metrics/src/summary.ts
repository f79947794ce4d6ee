import { invalidOption } from '@telltale/model/internal';
import type { InstrumentOptions } from './instrument-options.ts';
import { isNumber } from './is-number.ts';
import {
  observedCount,
  ObservingInstrument,
  type ObserveOptions,
  type ObservingHandle,
} from './observing-instrument.ts';
import { smallestError } from './quantile-sketch.ts';
import type { SeriesTable } from './series-table.ts';
import { SummaryWindow, type WindowLayout } from './summary-window.ts';
import { TimedSeries } from './timed-instrument.ts';

/** Options of a {@link Summary}. */
export interface SummaryOptions<
  Names extends readonly string[] = readonly [],
> extends InstrumentOptions<Names> {
  /** Which quantiles to show, from 0 to 1, in any order. Default: 0.5, 0.9 and 0.99. */
  readonly quantiles?: readonly number[] | undefined;
  /** Length of the window that the quantiles look back on, in milliseconds. Default: 600,000, ten minutes. */
  readonly maxAge?: number | undefined;
  /** In how many steps the window moves, from 1 up. Default: 5. */
  readonly ageBuckets?: number | undefined;
  /** By how much a quantile may be off, as a part of its value: from 0.000001 up, below 1. Default: 0.01, one percent. */
  readonly relativeError?: number | undefined;
}

/** One series of a summary. */
export type SummaryHandle = ObservingHandle;

/** A row holds the value of each quantile, worked out before it is read, then the sum and the count. */
class SummarySeries extends TimedSeries implements SummaryHandle {
  readonly #quantiles: readonly number[];
  readonly #window: SummaryWindow;

  constructor(
    table: SeriesTable,
    labelValues: readonly string[],
    quantiles: readonly number[],
    layout: WindowLayout,
  ) {
    super(table, labelValues);
    this.#quantiles = quantiles;
    this.#window = new SummaryWindow(layout);
  }

  observe(value: number, options?: ObserveOptions): void {
    if (!isNumber(value)) throw this.refused('observe', value, 'a number');
    const count = options === undefined ? 1 : observedCount(this.metric, options);
    if (this.base < 0) this.attach();
    if (count === 0) return;
    this.owner.#window.observe(value, count);
    const sum = this.base + this.#quantiles.length;
    (this.cells[sum] as number) += value * count;
    (this.cells[sum + 1] as number) += count;
  }

  /** Writes what the quantiles are now into the row. */
  refresh(): void {
    this.cells.set(this.#window.quantiles(this.#quantiles), this.home);
  }

  override reset(): void {
    super.reset();
    this.#window.clear();
  }

  override detach(): void {
    this.#window.clear();
    super.detach();
  }

  protected override record(seconds: number): void {
    this.observe(seconds);
  }
}

/**
 * Quantiles of what this process has observed lately, worked out here and within a relative error that is known; they
 * cannot be added up over processes, for which there is the histogram. A quantile is the smallest observation that at
 * least that part of them is not above; `NaN` where nothing was observed lately. Sum and count are those of all time.
 *
 * @see OpenMetrics 1.0, "Summary"
 */
export class Summary<
  const Names extends readonly string[] = readonly [],
> extends ObservingInstrument<Names, SummaryHandle> {
  /** Always `summary`. */
  declare readonly type: 'summary';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: SummaryOptions<Names>) {
    const { name } = options;
    const quantiles = resolveQuantiles(name, options.quantiles ?? [0.5, 0.9, 0.99]);
    const layout = resolveWindow(options);
    super(options, {
      type: 'summary',
      width: quantiles.length + 2,
      keepsStarts: true,
      hasState: true,
      createHandle: (table, labelValues) =>
        new SummarySeries(table, labelValues, quantiles, layout),
      refresh: (handles) => {
        for (const handle of handles) if (handle instanceof SummarySeries) handle.refresh();
        return {};
      },
      shared: { quantiles },
    });
  }
}

function resolveQuantiles(metric: string, quantiles: readonly number[]): readonly number[] {
  const given: readonly unknown[] = quantiles;
  if (!Array.isArray(given)) {
    throw invalidOption(metric, 'quantiles', given, 'an array of numbers from 0 to 1');
  }
  for (const quantile of given) {
    if (!(typeof quantile === 'number' && quantile >= 0 && quantile <= 1)) {
      throw invalidOption(metric, 'quantiles', quantile, 'numbers from 0 to 1');
    }
  }
  return Object.freeze([...new Set(quantiles)].sort((a, b) => a - b));
}

function resolveWindow(options: SummaryOptions<readonly string[]>): WindowLayout {
  const { name, maxAge = 600_000, ageBuckets = 5, relativeError = 0.01 } = options;
  if (!(typeof maxAge === 'number' && maxAge > 0 && maxAge < Infinity)) {
    throw invalidOption(name, 'maxAge', maxAge, 'milliseconds above 0');
  }
  if (!(Number.isSafeInteger(ageBuckets) && ageBuckets >= 1)) {
    throw invalidOption(name, 'ageBuckets', ageBuckets, 'a whole number from 1 up');
  }
  if (!(typeof relativeError === 'number' && relativeError >= smallestError && relativeError < 1)) {
    throw invalidOption(
      name,
      'relativeError',
      relativeError,
      'a number from 0.000001 up and below 1',
    );
  }
  return { maxAge, ageBuckets, relativeError };
}
