import type { ParseError } from '@telltale/model';
import { parseNumber } from './parse-number.ts';
import type { ParsedPoint } from './parsed-family.ts';

/** What makes an error of a message and an offset in the input: a reader of lines or of bytes. */
export interface FaultMaker {
  fail(message: string, position?: number): ParseError;
}

/** What all formats want of a classic histogram; `name` is for messages. */
export function checkBuckets(cursor: FaultMaker, name: string, point: ParsedPoint): void {
  let below = 0;
  let bound = -Infinity;
  let isFirst = true;
  for (const { key, value, position } of point.cells) {
    const upper = Number(key);
    if (!isFirst && !(upper > bound)) {
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
    isFirst = false;
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

/** That the quantiles of a summary ascend. */
export function checkQuantiles(cursor: FaultMaker, name: string, { cells }: ParsedPoint): void {
  for (const [index, { key, position }] of cells.entries()) {
    const before = cells[index - 1];
    if (before !== undefined && !(before.key < key)) {
      throw cursor.fail(`${name}: quantiles must ascend, got ${key} after ${before.key}`, position);
    }
  }
}

/** The number in a label `le` or `quantile`. */
export function parseBound(
  cursor: FaultMaker,
  label: string,
  text: string | undefined,
  position: number,
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
