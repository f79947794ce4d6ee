import type { Cell } from './row.ts';

/**
 * A cell as the value of a label: numbers with all their digits, dates in ISO 8601, booleans `true` and `false`, binary
 * in hexadecimal digits, NULL the empty text. `undefined` for a date that is none.
 */
export function labelOf(cell: Cell | undefined): string | undefined {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell.toWellFormed();
  if (cell instanceof Date) return isoText(cell);
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex');
  return String(cell);
}

/** As Go writes it, so that labels are those of exporters in Go: no zeros at the end of a fraction. */
function isoText(date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/\.?0*Z$/, 'Z');
}

const longest = 60;

/** A cell as an error message shows it. */
export function describeCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'NULL';
  if (typeof cell === 'string') {
    const shown = cell.length > longest ? `${cell.slice(0, longest)}…` : cell;
    return JSON.stringify(shown);
  }
  if (cell instanceof Date) return isoText(cell) ?? 'an invalid date';
  if (cell instanceof Uint8Array) return `binary data of ${cell.length} bytes`;
  if (typeof cell === 'object') return 'an object';
  return String(cell);
}
