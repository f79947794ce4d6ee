import { MetricError, type FamilyColumns } from '@telltale/model';
import { describeValue, labelText } from '@telltale/model/internal';
import type { ExemplarSource } from './exemplar-source.ts';
import { IdleSeries } from './idle-series.ts';
import { LabelIndex } from './label-index.ts';
import type { SeriesHandle } from './series-handle.ts';
import { SeriesRows } from './series-rows.ts';
import type { Allocate } from './value-columns.ts';
import { warn } from './warn.ts';

/** What every label of the overflow series says. */
const overflowLabel = '__overflow__';

/** What the series of one kind of instrument are made of. */
export interface SeriesLayout {
  /** Doubles a series. */
  readonly width: number;
  /** Whether series have a start timestamp: what counts has one, a gauge has none. */
  readonly keepsStarts: boolean;
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
  readonly rows: SeriesRows;
  readonly #index: LabelIndex;
  /** By row, with holes where there is none; it need not be as long as there are rows. */
  #handles: (SeriesHandle | undefined)[] = [];
  readonly #cursor: SeriesHandle | undefined;
  readonly #idle: IdleSeries | undefined;
  declare readonly exemplarSource: ExemplarSource | undefined;
  /** Whether to ask for an exemplar with each write. A field, as it is read on the hot path. */
  declare readonly asksForExemplars: boolean;
  /** Whether any series ever had one: spares the others a visit to each handle. */
  hasExemplars = false;
  readonly #overflowValues: readonly string[];
  #overflowed = 0;

  constructor(options: SeriesTableOptions) {
    const { labelNames, exemplarSource, idleTimeout } = options;
    this.#options = options;
    this.#labelNames = [...labelNames];
    this.rows = new SeriesRows(options.width, options.keepsStarts, options.allocate);
    this.#index = new LabelIndex(labelNames);
    this.#overflowValues = labelNames.map(() => overflowLabel);
    this.exemplarSource = exemplarSource;
    this.asksForExemplars = exemplarSource?.provider !== undefined;
    if (labelNames.length === 0) return;
    if (idleTimeout < Infinity) this.#idle = new IdleSeries(idleTimeout);
    else if (options.hasState !== true && !this.asksForExemplars) {
      this.#cursor = options.createHandle(this, this.#overflowValues);
    }
  }

  get metric(): string {
    return this.#options.metric;
  }

  /** How many look-ups went to the overflow series. */
  get overflowed(): number {
    return this.#overflowed;
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
    const { values } = this.rows;
    cursor.cells = values.cellsOf(row);
    cursor.base = values.baseOf(row);
    return cursor;
  }

  /** Gives a handle whose series was removed its series again. */
  attach(handle: SeriesHandle): void {
    const row = this.#index.get(handle.labelValues);
    if (row === undefined) {
      if (this.#isFull()) handle.follow(this.#handleAt(this.#overflowRow()));
      else this.#rowFor(handle.labelValues, handle);
      return;
    }
    const owner = this.#handles[row];
    if (owner === undefined) this.#give(row, handle);
    else handle.follow(owner);
  }

  /** Drops a series by a labels object, or by its values. `false`: there was none. */
  remove(labels: object | null, values: readonly unknown[]): boolean {
    const row = this.#index.get(
      labels === null ? this.#texts(values) : this.#valuesOf(labels as Record<string, unknown>),
    );
    if (row !== undefined) this.#drop(row);
    return row !== undefined;
  }

  /** Drops all series. */
  clear(): void {
    const handles = this.#handles;
    this.#handles = [];
    handles.forEach((handle) => handle?.detach());
    this.#index.clear();
    this.rows.clear();
  }

  /** Sets all series to 0 and their start to now. */
  reset(): void {
    for (let row = 0; row < this.rows.size; row++) this.resetRow(row);
  }

  /** Sets one series to 0 and its start to now. */
  resetRow(row: number): void {
    const { values } = this.rows;
    const handle = this.#handles[row];
    if (handle === undefined) values.fillRow(row, 0);
    else handle.reset(values.width);
    this.rows.restart(row);
  }

  /** A copy of the values as they are now. */
  snapshot(): FamilyColumns {
    if (this.#idle !== undefined) {
      for (const { row } of this.#idle.sweep(this.#handles as SeriesHandle[])) this.#drop(row);
    }
    const handles = this.#handles;
    const more = this.#options.refresh?.(handles);
    // Not by map(), which leaves holes.
    const exemplars = this.hasExemplars && {
      exemplars: Array.from(handles, (handle) => handle?.exemplars),
    };
    return { ...this.rows.read(), ...exemplars, ...more };
  }

  #handleAt(row: number): SeriesHandle {
    return (
      this.#handles[row] ??
      this.#give(row, this.#options.createHandle(this, this.rows.labelsOf(row)))
    );
  }

  /** Gives a row a handle; one that sleeps goes on sleeping. */
  #give(row: number, handle: SeriesHandle, isAsleep = false): SeriesHandle {
    const { values } = this.rows;
    const base = values.baseOf(row);
    this.#handles[row] = handle;
    handle.moveTo(values.cellsOf(row), isAsleep ? ~base : base, row);
    return handle;
  }

  /** Takes a series out; the last row takes its place. */
  #drop(row: number): void {
    const rows = this.rows;
    const dropped = this.#handles[row];
    this.#index.delete(rows.labelsOf(row));
    rows.takeOut(row);
    const last = rows.size;
    const [moved] = this.#handles.splice(last, 1);
    if (row < last) {
      this.#index.set(rows.labelsOf(row), row);
      this.#handles[row] = undefined;
      if (moved !== undefined) this.#give(row, moved, moved.base < 0);
    }
    dropped?.detach();
  }

  #rowOf(labels: object): number {
    const given = labels as Readonly<Record<string, unknown>>;
    return this.#index.find(given) ?? this.#lookUp(this.#valuesOf(given));
  }

  #lookUp(values: readonly string[]): number {
    return this.#isFull() ? (this.#index.get(values) ?? this.#overflowRow()) : this.#rowFor(values);
  }

  /** The row of a series, made if it is new; then `handle` is its handle. */
  #rowFor(values: readonly string[], handle?: SeriesHandle): number {
    const row = this.#index.add(values, this.rows.size);
    if (row < this.rows.size) return row;
    this.rows.append(values);
    if (handle !== undefined) this.#give(row, handle);
    else if (this.#cursor === undefined) this.#handleAt(row);
    return row;
  }

  #isFull(): boolean {
    const { maxSeries } = this.#options;
    const { size } = this.rows;
    if (this.#labelNames.length === 0 || size < maxSeries) return false;
    // The overflow series does not count.
    return size > maxSeries || this.#index.get(this.#overflowValues) === undefined;
  }

  #overflowRow(): number {
    const { metric, maxSeries } = this.#options;
    if (this.#overflowed === 0) {
      warn(
        'TELLTALE_SERIES_OVERFLOW',
        `${metric} has more than ${maxSeries} series; the rest is added up as ${overflowLabel}. ` +
          'Use labels with fewer values, or raise maxSeries.',
      );
    }
    this.#overflowed++;
    return this.#rowFor(this.#overflowValues);
  }

  #texts(values: readonly unknown[]): readonly string[] {
    if (values.length !== this.#labelNames.length) {
      throw this.#wrongLabels(values.map(describeValue).join(', ') || 'none');
    }
    return values.map((value, at) => labelText(this.metric, this.#labelNames[at] ?? '', value));
  }

  /** Without callbacks, as series are made here: where a process has just begun, those take twice as long. */
  #valuesOf(labels: Readonly<Record<string, unknown>>): readonly string[] {
    const names = this.#labelNames;
    if (typeof labels !== 'object' || (labels as unknown) === null) {
      throw this.#wrongLabels(describeValue(labels));
    }
    const given = Object.keys(labels);
    // As many as there are names, and each name among them: then there is no other.
    let isWhole = given.length > 0 && given.length === names.length;
    for (const name of names) isWhole &&= given.includes(name);
    if (!isWhole) throw this.#wrongLabels(`{${given.join(', ')}}`);
    let at = 0;
    // It has room for no more than it holds.
    const values = new Array<string>(names.length);
    for (const name of names) values[at++] = labelText(this.metric, name, labels[name]);
    return values;
  }

  #wrongLabels(got: string): MetricError {
    const { metric } = this.#options;
    const names = this.#labelNames;
    const expected = names.length === 0 ? 'no labels' : `labels {${names.join(', ')}}`;
    return new MetricError(
      'INVALID_LABELS',
      `${metric}: expected ${expected}, got ${got}. Pass every label of labelNames and no other.`,
      { metric },
    );
  }
}
