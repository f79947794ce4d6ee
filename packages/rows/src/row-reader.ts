import type { FamilyColumns } from '@telltale/model';
import type { CellReader } from './cell-reader.ts';
import type { Row } from './row.ts';

/** How the cells of a series of a family are laid out, the same for all of them. */
export type SeriesLayout = Pick<FamilyColumns, 'width' | 'bounds' | 'quantiles' | 'states'>;

/** What one type of metric makes of a row. */
export interface RowReader {
  readonly layout: SeriesLayout;
  /** The columns that have to be there, apart from those of labels and times. */
  readonly columns: readonly string[];
  /** The value of `valueLabel` for each series that a row makes; one `undefined` where there is no such label. */
  readonly variants: readonly (string | undefined)[];
  /** Whether rows with the same labels are made one, whatever `onDuplicate` says: they are observations. */
  readonly isObserving: boolean;
  /** What `onEmpty: 'zero'` shows. Absent where the type has no such thing. */
  readonly zero?: readonly number[];
  /** The cells of a series by the layout; `undefined` where it has to be left out, which `cells` has counted then. */
  read(row: Row, variant: number, cells: CellReader): number[] | undefined;
  /** Adds the cells of a second row of the same labels. Absent where that means nothing. */
  add?(sum: number[], cells: readonly number[]): void;
}

/** Adds cell by cell. */
export function addEach(sum: number[], cells: readonly number[]): void {
  cells.forEach((cell, at) => (sum[at] = (sum[at] ?? 0) + cell));
}
