import type { Cell } from '@telltale/rows';

/** What a driver tells of a column. */
export interface MysqlColumn {
  readonly name: string;
  /** The number of its type in the protocol. */
  readonly columnType?: number | undefined;
  /** As `type`, where `columnType` is not told. */
  readonly type?: number | undefined;
}

const bit = 16;
const bigint = 8;
const dates = [10, 14, 7, 17, 12, 18];

/**
 * Makes a cell of what `mysql2` gives: with `bigNumberStrings` and `dateStrings`, 64-bit integers and dates are text.
 * `offsetSeconds`: how far the time zone of the session is ahead of UTC.
 */
export function mysqlCell(value: unknown, column: MysqlColumn, offsetSeconds: number): Cell {
  if (value === null || value === undefined) return null;
  const type = column.columnType ?? column.type ?? -1;
  if (type === bigint) return BigInt(value as string | number);
  if (type === bit) return BigInt(`0x${Buffer.from(value as Uint8Array).toString('hex') || '0'}`);
  if (typeof value === 'string')
    return dates.includes(type) ? readDate(value, offsetSeconds) : value;
  // Not a Buffer: that may lie in memory that the driver uses again.
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  // Points, vectors.
  return JSON.stringify(value);
}

const dateText = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?))?$/;

/** A date without a time is the same everywhere. The date of zeros, which is none, stays text. */
function readDate(text: string, offsetSeconds: number): Cell {
  const [, date = '', time] = dateText.exec(text) ?? [];
  const at = Date.parse(`${date}T${time ?? '00:00:00'}Z`);
  if (Number.isNaN(at)) return text;
  return new Date(time === undefined ? at : at - offsetSeconds * 1000);
}
