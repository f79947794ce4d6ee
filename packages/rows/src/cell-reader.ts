import { isExact, numberOf } from './cell-number.ts';
import { describeCell } from './cell-text.ts';
import { timeOf } from './cell-time.ts';
import type { DropTally } from './drop-tally.ts';
import type { OnNull } from './row-metric.ts';
import type { Row } from './row.ts';

/** Reads cells of rows for one metric, and counts in its tally what cannot be used or is not exact. */
export class CellReader {
  readonly tally: DropTally;
  readonly #onNull: OnNull;

  constructor(tally: DropTally, onNull: OnNull) {
    this.tally = tally;
    this.#onNull = onNull;
  }

  /** `undefined` where the series has to be left out, which is counted then. */
  number(row: Row, column: string): number | undefined {
    const cell = row[column] ?? null;
    if (cell === null) return this.#null(column);
    const value = numberOf(cell);
    if (value === undefined) {
      this.refuse(`column ${column} is ${describeCell(cell)}, expected a number`, remedy(cell));
      return undefined;
    }
    if (!isExact(cell, value)) {
      this.tally.warn(
        () =>
          `column ${column} is ${describeCell(cell)} and was shown as ${value}: a double cannot hold it`,
      );
    }
    return value;
  }

  /** The same for a count of observations. */
  count(row: Row, column: string): number | undefined {
    const value = this.number(row, column);
    if (value === undefined || (value >= 0 && value < Infinity)) return value;
    this.refuse(`column ${column} is ${value}, expected a finite count from 0 up`);
    return undefined;
  }

  /** NaN, which is how families say that they do not know, where there is no column or it is NULL. */
  time(row: Row, column: string | undefined): number | undefined {
    if (column === undefined) return NaN;
    const cell = row[column] ?? null;
    if (cell === null) return NaN;
    const expected = 'expected a date, seconds of Unix time, or ISO 8601 text';
    const time = timeOf(cell);
    if (time === undefined) this.refuse(`column ${column} is ${describeCell(cell)}, ${expected}`);
    return time;
  }

  /** The state that a row is in; `null` for none of them. */
  state(row: Row, column: string, states: readonly string[]): string | null | undefined {
    const cell = row[column] ?? null;
    if (cell === null) return this.#null(column) === undefined ? undefined : null;
    const text = String(cell);
    if (states.includes(text)) return text;
    const expected = `expected one of ${states.map((state) => JSON.stringify(state)).join(', ')}`;
    this.refuse(
      `column ${column} is ${describeCell(cell)}, ${expected}`,
      'Add it to states, or leave its rows out of the query',
    );
    return undefined;
  }

  /** Counts a series that is left out because of its value. */
  refuse(what: string, remedy?: string): void {
    this.tally.drop('value', () => (remedy === undefined ? what : `${what}. ${remedy}`));
  }

  #null(column: string): number | undefined {
    switch (this.#onNull) {
      case 'zero':
        return 0;
      case 'nan':
        return NaN;
      case 'error':
        this.tally.fail('null', `column ${column} is NULL, and onNull is "error"`);
        return undefined;
      case 'drop':
        this.tally.drop('null', () => `column ${column} is NULL, and onNull is "drop"`);
        return undefined;
    }
  }
}

function remedy(cell: unknown): string {
  return cell instanceof Uint8Array
    ? 'Binary is shown only as a label, in hexadecimal digits'
    : 'Convert it in the query';
}
