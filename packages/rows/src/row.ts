/**
 * One value as a source gives it. 64-bit integers (`bigint`) and decimals (`string`) stay exact until they become a
 * sample. `undefined`, as of a key that an object lacks, is `null`.
 */
export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

/** One row of a result: its cells by the name of their column. */
export type Row = Readonly<Record<string, Cell>>;
