/** For the packages beside this one only; not covered by semantic versioning. */
export { RowInstrument } from './row-instrument.ts';
export type { InstrumentLayout } from './instrument.ts';
export type { SeriesHandle } from './series-handle.ts';
