import type { LabelsOf } from '@telltale/model';
import { checkNoUnit, type InstrumentOptions } from './instrument-options.ts';
import { Instrument } from './instrument.ts';
import { SeriesHandle } from './series-handle.ts';

/** Options of an {@link Info}. */
export type InfoOptions<Names extends readonly string[] = readonly []> = Omit<
  InstrumentOptions<Names>,
  'unit' | 'idleTimeout'
>;

/** One series of an info; there is nothing to write, it says 1 for as long as it is shown. */
export interface InfoHandle {
  /** The label values, in the order of the label names. */
  readonly labelValues: readonly string[];
}

class InfoSeries extends SeriesHandle implements InfoHandle {
  override moveTo(cells: Float64Array, base: number, row: number): void {
    super.moveTo(cells, base, row);
    if (base >= 0) cells[base] = 1;
  }

  /** An info does not count, so there is nothing to set to 0. */
  override reset(): void {
    this.cells[this.home] = 1;
  }
}

/**
 * What is known about a thing and does not change while it runs, as labels with the value 1: the version of a program,
 * the model of a device. Formats show it with the suffix `_info`, which the name need not have.
 *
 * @see OpenMetrics 1.0, "Info"
 */
export class Info<const Names extends readonly string[] = readonly []> extends Instrument<
  Names,
  InfoHandle
> {
  /** Always `info`. */
  declare readonly type: 'info';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: InfoOptions<Names>) {
    checkNoUnit(options.name, 'an info', options);
    super(
      { ...options, idleTimeout: undefined },
      {
        type: 'info',
        width: 1,
        createHandle: (table, labelValues) => new InfoSeries(table, labelValues),
      },
    );
  }

  /**
   * Shows these labels and no others; `labels()` shows them beside those that are there.
   *
   * @throws INVALID_LABELS if the labels are not the label names of this metric; nothing is changed then
   */
  set(labels: LabelsOf<Names>): void {
    // Refuses what does not fit before anything is dropped.
    this.remove(labels);
    this.clear();
    this.labels(labels);
  }
}
