import type { FamilyColumns } from '@telltale/model';
import type { KeptRows } from './kept-block.ts';

/**
 * How the rows of a family are written, all of them alike: each row has the same values in the same order. Only
 * families for which that is true have a plan; what varies from row to row is written anew for each page.
 */
export interface FamilyPlan {
  /** Whether all values may be shown; where one must be left out, the rows are not alike this time. */
  holds(columns: FamilyColumns): boolean;
  /** All that rows are written with but for their own labels and values: the same of plans that write them alike. */
  readonly key: string;
  createBlock(): KeptRows;
  /** Whether rows show when they began to count. */
  readonly showsStarts: boolean;
  /** What stands around the rows, where that depends on how many bytes they are. */
  readonly frame?: FamilyFrame;
}

/** A family that says first how long it is. */
export interface FamilyFrame {
  /** What stands before `length` bytes of rows. */
  readonly head: (length: number) => Uint8Array;
  readonly tail: Uint8Array;
}
