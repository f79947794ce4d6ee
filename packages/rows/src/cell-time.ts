import { numberOf } from './cell-number.ts';
import type { Cell } from './row.ts';

/** ISO 8601, also with the blank that databases write in place of the T. */
const isoTime =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** A cell as seconds of Unix time; text without a time zone is taken for UTC. `undefined` where it is no time. */
export function timeOf(cell: Exclude<Cell, null>): number | undefined {
  if (typeof cell === 'boolean') return undefined;
  const match = typeof cell === 'string' ? isoTime.exec(cell.trim()) : null;
  const time = match === null ? numberOf(cell) : secondsOf(match);
  return Number.isFinite(time) ? time : undefined;
}

function secondsOf([, date = '', time = '00:00', zone = 'Z']: RegExpExecArray): number {
  const offset = zone.replace(
    /^([+-]\d\d):?(\d\d)?$/,
    (_, hours: string, minutes = '00') => `${hours}:${String(minutes)}`,
  );
  return Date.parse(`${date}T${time}${offset.toUpperCase()}`) / 1000;
}
