import type { InstrumentOptions } from './instrument-options.ts';
import { Instrument, type InstrumentLayout } from './instrument.ts';
import { SeriesHandle } from './series-handle.ts';

/** A series whose cells are written one by one. */
class RowSeries extends SeriesHandle {
  add(cell: number, by: number): void {
    this.set(cell, (this.cells[this.home + cell] ?? 0) + by);
  }

  set(cell: number, value: number): void {
    if (this.base < 0) this.attach();
    this.cells[this.base + cell] = value;
  }

  drop(): void {
    this.table.remove(null, this.labelValues);
  }
}

/**
 * A metric of any type, for a package beside this one that keeps a few of its own: it checks nothing that is written,
 * has no limit of series, and brings less into a bundle than the instruments for users do.
 */
export class RowInstrument extends Instrument<readonly string[], RowSeries> {
  constructor(
    options: Omit<InstrumentOptions<readonly string[]>, 'maxSeries'>,
    layout: Omit<InstrumentLayout, 'createHandle'>,
  ) {
    super(
      { ...options, maxSeries: Infinity },
      { ...layout, createHandle: (table, labelValues) => new RowSeries(table, labelValues) },
    );
  }
}
