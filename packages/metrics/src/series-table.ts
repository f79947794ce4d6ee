import { MetricError, type FamilyColumns } from '@telltale/model';
import { describeValue, labelText } from '@telltale/model/internal';
import type { ExemplarSource } from './exemplar-source.ts';
import type { SeriesHandle } from './series-handle.ts';
import { noRow, SeriesRows } from './series-rows.ts';
import { ValueColumns, type Allocate } from './value-columns.ts';
import { warn } from './warn.ts';

/** What every label of the overflow series says. */
const overflowLabel = '__overflow__';

/** What the series of one kind of instrument are made of. */
export interface SeriesLayout {
  /** Doubles a series. */
  readonly width: number;
  /** Whether series have a start timestamp: what counts has one, a gauge has none. Default: false. */
  readonly keepsStarts?: boolean | undefined;
  /** Whether a series is more than its row of doubles: then each has a handle from the beginning. Default: false. */
  readonly hasState?: boolean | undefined;
  /** Absent on what has no exemplars. */
  readonly exemplarSource?: ExemplarSource | undefined;
  readonly createHandle: (table: SeriesTable, labelValues: readonly string[]) => SeriesHandle;
  /** Called before each reading, with the handles by row: brings cells up to date, gives what is not in cells. */
  readonly refresh?:
    | ((handles: readonly (SeriesHandle | undefined)[]) => Partial<FamilyColumns> | undefined)
    | undefined;
}

export interface SeriesTableOptions extends SeriesLayout {
  readonly metric: string;
  readonly labelNames: readonly string[];
  readonly maxSeries: number;
  /** In milliseconds; Infinity for never. */
  readonly idleTimeout: number;
  readonly allocate?: Allocate | undefined;
}

/**
 * The series of one metric, found by their labels. A series is a row; it has a handle only if someone asked for one,
 * or if it is more than its row. What is written by labels goes through one handle that moves from row to row.
 */
export class SeriesTable {
  readonly #options: SeriesTableOptions;
  readonly #labelNames: readonly string[];
  declare readonly rows: SeriesRows;
  declare readonly values: ValueColumns;
  /** By row, with holes where there is none; it need not be as long as there are rows. */
  #handles: (SeriesHandle | undefined)[] = [];
  readonly #cursor: SeriesHandle | undefined;
  /** In milliseconds; a series without labels never goes. */
  readonly #idleTimeout: number = Infinity;
  declare readonly exemplarSource: ExemplarSource | undefined;
  /** Whether to ask for an exemplar with each write. A field, as it is read on the hot path. */
  declare readonly asksForExemplars: boolean;
  /** Whether any series ever had one: spares the others a visit to each handle. */
  hasExemplars = false;
  readonly #overflowValues: readonly string[];
  /** How many look-ups went to the overflow series. */
  overflowed = 0;
  declare readonly metric: string;

  constructor(options: SeriesTableOptions) {
    const { labelNames, exemplarSource, idleTimeout } = options;
    this.#options = options;
    this.metric = options.metric;
    this.#labelNames = [...labelNames];
    this.rows = new SeriesRows(labelNames);
    this.values = new ValueColumns(options.width, options.allocate);
    this.#overflowValues = labelNames.map(() => overflowLabel);
    this.exemplarSource = exemplarSource;
    this.asksForExemplars = exemplarSource?.provider !== undefined;
    if (labelNames.length === 0) return;
    this.#idleTimeout = idleTimeout;
    if (idleTimeout === Infinity && options.hasState !== true && !this.asksForExemplars) {
      this.#cursor = options.createHandle(this, this.#overflowValues);
    }
  }

  /** Whether these are the label values of the series that adds up what is past `maxSeries`. */
  isOverflow(values: readonly string[]): boolean {
    return values.length > 0 && values.every((value) => value === overflowLabel);
  }

  /** The handle of a series by a labels object, both made if they are new. */
  byLabels(labels: object): SeriesHandle {
    return this.#handleAt(this.#rowOf(labels));
  }

  /** The same by its values in the order of the label names. */
  byValues(values: readonly unknown[]): SeriesHandle {
    return this.#handleAt(this.#lookUp(this.#texts(values)));
  }

  /** What writes to a series now; it is not kept, as it goes to another series with the next write. */
  writer(labels: object): SeriesHandle {
    const row = this.#rowOf(labels);
    const cursor = this.#cursor;
    if (cursor === undefined) return this.#handleAt(row);
    const { values } = this;
    cursor.cells = values.cellsOf(row);
    cursor.base = values.baseOf(row);
    return cursor;
  }

  /** Gives a handle whose series was removed its series again. */
  attach(handle: SeriesHandle): void {
    const owner = this.#handleAt(this.#lookUp(handle.labelValues, handle), handle);
    if (owner !== handle) handle.follow(owner);
  }

  /** Drops a series by a labels object, or by its values. `false`: there was none. */
  remove(labels: object | null, values: readonly unknown[]): boolean {
    const row = this.rows.get(
      labels === null ? this.#texts(values) : this.#valuesOf(labels as Record<string, unknown>),
    );
    if (row >= 0) this.#drop(row);
    return row >= 0;
  }

  /** Drops all series. */
  clear(): void {
    const handles = this.#handles;
    this.#handles = [];
    handles.forEach((handle) => handle?.detach());
    this.rows.clear();
    this.values.clear();
  }

  /** Sets all series to 0 and their start to now. */
  reset(): void {
    for (let row = 0; row < this.rows.size; row++) this.resetRow(row);
  }

  /** Sets one series to 0 and its start to now. */
  resetRow(row: number): void {
    this.values.clearRow(row);
    this.#handles[row]?.reset();
    this.rows.restart(row);
  }

  /** A copy of the values as they are now. */
  snapshot(): FamilyColumns {
    if (this.#idleTimeout < Infinity) {
      // Of a copy: the last row takes the place of one that goes. Each row has a handle here.
      for (const handle of this.#handles.slice() as SeriesHandle[]) {
        if (handle.isIdle(this.#idleTimeout)) this.#drop(handle.row);
      }
    }
    const handles = this.#handles;
    const more = this.#options.refresh?.(handles);
    // Not by map(), which leaves holes.
    const exemplars = this.hasExemplars && {
      exemplars: Array.from(handles, (handle) => handle?.latest),
    };
    const { rows, values } = this;
    const labelValues = rows.read();
    return {
      isDistinct: true,
      size: rows.size,
      width: values.width,
      values: values.copy(rows.size),
      labelValues,
      startTimestamps: this.#options.keepsStarts ? labelValues.starts : undefined,
      ...exemplars,
      ...more,
    };
  }

  /** The handle of a row; where it has none, `handle` or else a new one. */
  #handleAt(row: number, handle?: SeriesHandle): SeriesHandle {
    return (
      this.#handles[row] ??
      this.#give(row, handle ?? this.#options.createHandle(this, this.rows.columns.at(row)))
    );
  }

  /** Gives a row a handle; one that sleeps goes on sleeping. */
  #give(row: number, handle: SeriesHandle, isAsleep = false): SeriesHandle {
    const { values } = this;
    const base = values.baseOf(row);
    this.#handles[row] = handle;
    handle.moveTo(values.cellsOf(row), isAsleep ? ~base : base, row);
    return handle;
  }

  /** Takes a series out; the last row takes its place. */
  #drop(row: number): void {
    const dropped = this.#handles[row];
    this.rows.takeOut(row);
    const last = this.rows.size;
    this.values.takeOut(row, last);
    const [moved] = this.#handles.splice(last, 1);
    if (row < last) {
      this.#handles[row] = undefined;
      if (moved !== undefined) this.#give(row, moved, moved.base < 0);
    }
    dropped?.detach();
  }

  #rowOf(labels: object): number {
    const given = labels as Readonly<Record<string, unknown>>;
    const row = this.rows.find(given);
    if (row >= 0) return row;
    return row === noRow && this.rows.size < this.#options.maxSeries
      ? this.#begin()
      : this.#lookUp(this.#valuesOf(given));
  }

  /** The row of a series, made if it is new; then `handle` is its handle. */
  #lookUp(values: readonly string[], handle?: SeriesHandle): number {
    const isFull = this.#isFull();
    const row = this.rows.get(values, !isFull);
    if (row >= 0) return row;
    return isFull ? this.#overflowRow() : this.#begin(handle);
  }

  /** Makes the row of the last look-up. */
  #begin(handle?: SeriesHandle): number {
    const row = this.rows.append();
    this.values.append(row);
    if (handle !== undefined || this.#cursor === undefined) this.#handleAt(row, handle);
    return row;
  }

  #isFull(): boolean {
    const { maxSeries } = this.#options;
    const { size } = this.rows;
    if (this.#labelNames.length === 0 || size < maxSeries) return false;
    // The overflow series does not count.
    return size > maxSeries || this.rows.get(this.#overflowValues) < 0;
  }

  #overflowRow(): number {
    const { maxSeries } = this.#options;
    if (this.overflowed === 0) {
      warn(
        'TELLTALE_SERIES_OVERFLOW',
        `${this.metric} has more than maxSeries (${maxSeries}) series; the rest is added up as ${overflowLabel}.`,
      );
    }
    this.overflowed++;
    let row = this.rows.get(this.#overflowValues, true);
    if (row < 0) row = this.#begin();
    // Of its own, so that it is not given one that was made for another series.
    this.#handleAt(row);
    return row;
  }

  #texts(values: readonly unknown[]): readonly string[] {
    if (values.length !== this.#labelNames.length) {
      throw this.#wrongLabels(values.map(describeValue).join(', ') || 'none');
    }
    return values.map((value, at) => labelText(this.metric, this.#labelNames[at] ?? '', value));
  }

  #valuesOf(labels: Readonly<Record<string, unknown>>): readonly string[] {
    const names = this.#labelNames;
    if (typeof labels !== 'object' || (labels as unknown) === null) {
      throw this.#wrongLabels(describeValue(labels));
    }
    const given = Object.keys(labels);
    // As many as there are names, and each name among them: then there is no other.
    const isWhole = given.length === names.length && names.every((name) => given.includes(name));
    if (!isWhole || given.length === 0) throw this.#wrongLabels(`{${given.join(', ')}}`);
    return this.#texts(names.map((name) => labels[name]));
  }

  #wrongLabels(got: string): MetricError {
    const { metric } = this;
    const names = this.#labelNames;
    const expected = names.length === 0 ? 'no labels' : `labels {${names.join(', ')}}`;
    return new MetricError('INVALID_LABELS', `${metric}: expected ${expected}, got ${got}.`, {
      metric,
    });
  }
}
