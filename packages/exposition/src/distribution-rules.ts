import type { ParseCursor, Position } from './parse-cursor.ts';
import { parseNumber } from './parse-number.ts';
import type { ParsedPoint } from './parsed-family.ts';

/** What both formats want of a classic histogram; `name` is for messages. */
export function checkBuckets(cursor: ParseCursor, name: string, point: ParsedPoint): void {
  let below = 0;
  let bound = -Infinity;
  for (const [index, { key, value, position }] of point.cells.entries()) {
    const upper = Number(key);
    if (index > 0 && !(upper > bound)) {
      throw cursor.fail(
        `${name}: bucket bounds must ascend, got ${upper} after ${bound}`,
        position,
      );
    }
    if (!(value >= below) || value === Infinity) {
      throw cursor.fail(
        `${name}: bucket counts are cumulative and finite, got ${value} after ${below}`,
        position,
      );
    }
    bound = upper;
    below = value;
  }
  if (bound !== Infinity) {
    throw cursor.fail(`${name}: a histogram needs a bucket le="+Inf"`, point.position);
  }
  if (point.count !== undefined && point.count !== below) {
    throw cursor.fail(
      `${name}: the count is ${point.count}, but the bucket le="+Inf" has ${below}`,
      point.position,
    );
  }
}

/** The number in a label `le` or `quantile`. */
export function parseBound(
  cursor: ParseCursor,
  label: string,
  text: string | undefined,
  position: Position,
): number {
  if (text === undefined) throw cursor.fail(`a label ${label} is missing`, position);
  const value = parseNumber(text);
  if (value === undefined || Number.isNaN(value)) {
    throw cursor.fail(
      `expected a number in the label ${label}, got ${JSON.stringify(text)}`,
      position,
    );
  }
  return value;
}
