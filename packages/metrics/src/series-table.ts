import { MetricError, type FamilyColumns } from '@telltale/model';
import { describeValue, labelText } from '@telltale/model/internal';
import type { ExemplarSource } from './exemplar-source.ts';
import { IdleSeries } from './idle-series.ts';
import { LabelIndex, type Level } from './label-index.ts';
import type { SeriesHandle } from './series-handle.ts';
import { ValueColumns } from './value-columns.ts';
import { warn } from './warn.ts';

/** What every label of the overflow series says. */
const overflowLabel = '__overflow__';

/** What the series of one kind of instrument are made of. */
export interface SeriesLayout {
  /** Doubles a series. */
  readonly width: number;
  /** Whether series have a start timestamp: what counts has one, a gauge has none. */
  readonly keepsStarts: boolean;
  /** Absent on what has no exemplars. */
  readonly exemplarSource?: ExemplarSource | undefined;
  readonly createHandle: (table: SeriesTable, labelValues: readonly string[]) => SeriesHandle;
  /** Called before each reading, with the handles by row: brings cells up to date, gives what is not in cells. */
  readonly refresh?: ((handles: readonly SeriesHandle[]) => Partial<FamilyColumns>) | undefined;
}

export interface SeriesTableOptions extends SeriesLayout {
  readonly metric: string;
  readonly labelNames: readonly string[];
  readonly maxSeries: number;
  /** In milliseconds; Infinity for never. */
  readonly idleTimeout: number;
}

/**
 * The series of one metric: found by their labels, their values in columns. Rows stay dense: when a series is
 * removed, the last row takes its place and its handle is told, so no handle can ever write to another's row.
 */
export class SeriesTable {
  readonly #options: SeriesTableOptions;
  readonly #labelNames: readonly string[];
  readonly #columns: ValueColumns;
  readonly #index: LabelIndex<SeriesHandle>;
  readonly #handles: SeriesHandle[] = [];
  readonly #idle: IdleSeries | undefined;
  readonly exemplarSource: ExemplarSource | undefined;
  /** Whether to ask for an exemplar with each write. A field, as it is read on the hot path. */
  readonly asksForExemplars: boolean;
  /** Whether any series ever had one: spares the others a visit to each handle. */
  hasExemplars = false;
  readonly #overflowValues: readonly string[];
  #labelRows: (readonly string[])[] = [];
  #labelRowsAreShared = false;
  /** Start timestamps by row, made again only after one of them has changed. */
  #starts: Float64Array | undefined;
  #overflowed = 0;

  constructor(options: SeriesTableOptions) {
    this.#options = options;
    this.#labelNames = options.labelNames;
    this.#columns = new ValueColumns(options.width);
    this.#index = new LabelIndex(options.labelNames.length);
    this.#overflowValues = options.labelNames.map(() => overflowLabel);
    this.exemplarSource = options.exemplarSource;
    this.asksForExemplars = options.exemplarSource?.provides === true;
    if (options.labelNames.length > 0 && options.idleTimeout < Infinity) {
      this.#idle = new IdleSeries(options.idleTimeout);
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

  /** The handle of a series by a labels object, made if it is new. */
  byLabels(labels: object): SeriesHandle {
    const given = labels as Readonly<Record<string, unknown>>;
    const names = this.#labelNames;
    let node: Level<SeriesHandle> | SeriesHandle | undefined = this.#index.root;
    // The usual case: text, of a series that is there, in whatever order. It allocates nothing.
    for (const name of names) {
      const value = (given as typeof given | null)?.[name];
      node = typeof value === 'string' ? (node as Level<SeriesHandle>).get(value) : undefined;
      if (node === undefined) break;
    }
    let count = 0;
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only how many there are
    for (const _ in given) count++;
    // Labels that are inherited are none.
    const isFound = node !== undefined && count > 0 && count === names.length;
    return isFound && Object.getPrototypeOf(given) === Object.prototype
      ? (node as SeriesHandle)
      : this.#lookUp(this.#valuesOf(given));
  }

  /** The handle of a series by its values in the order of the label names, made if it is new. */
  byValues(values: readonly unknown[]): SeriesHandle {
    return this.#lookUp(this.#texts(values));
  }

  /** Gives a handle whose series was removed its series again. */
  attach(handle: SeriesHandle): void {
    const owner = this.#index.get(handle.labelValues);
    if (owner !== undefined) handle.follow(owner);
    else if (this.#isFull()) handle.follow(this.#overflowHandle());
    else this.#place(handle);
  }

  /** Drops a series by a labels object, or by its values. `false`: there was none. */
  remove(labels: object | null, values: readonly unknown[]): boolean {
    const handle = this.#index.get(
      labels === null ? this.#texts(values) : this.#valuesOf(labels as Record<string, unknown>),
    );
    if (handle !== undefined) this.#drop(handle);
    return handle !== undefined;
  }

  /** Drops all series. */
  clear(): void {
    for (const handle of this.#handles) handle.detach();
    this.#handles.length = 0;
    this.#labelRows = [];
    this.#labelRowsAreShared = false;
    this.#starts = undefined;
    this.#index.clear();
    this.#columns.clear();
  }

  /** Sets all series to 0 and their start to now. */
  reset(): void {
    const start = now();
    for (const handle of this.#handles) this.resetSeries(handle, start);
  }

  /** Sets one series to 0 and its start to now. */
  resetSeries(handle: SeriesHandle, start = now()): void {
    handle.reset(this.#columns.width);
    handle.start = start;
    this.#starts = undefined;
  }

  /** A copy of the values as they are now. */
  snapshot(): FamilyColumns {
    if (this.#idle !== undefined) {
      for (const handle of this.#idle.sweep(this.#handles)) this.#drop(handle);
    }
    const more = this.#options.refresh?.(this.#handles);
    this.#labelRowsAreShared = true;
    if (this.#options.keepsStarts) {
      // By way of an array: Float64Array.from() takes four times as long.
      this.#starts ??= new Float64Array(this.#handles.map((handle) => handle.start));
    }
    return {
      isDistinct: true,
      size: this.#handles.length,
      width: this.#columns.width,
      values: this.#columns.copy(),
      labelValues: this.#labelRows,
      startTimestamps: this.#starts,
      ...this.#exemplars(),
      ...more,
    };
  }

  #exemplars(): Pick<FamilyColumns, 'exemplars'> | undefined {
    if (!this.hasExemplars) return undefined;
    return { exemplars: this.#handles.map((handle) => handle.exemplars) };
  }

  /** Takes a series out; the last row takes its place. */
  #drop(handle: SeriesHandle): void {
    this.#index.delete(handle.labelValues);
    this.#ownLabelRows();
    const { row, home } = handle;
    const last = this.#handles.pop() as SeriesHandle;
    const lastLabels = this.#labelRows.pop() as readonly string[];
    const place = { cells: last.cells, base: last.home };
    if (last !== handle) {
      handle.cells.set(place.cells.subarray(place.base, place.base + this.#columns.width), home);
      this.#handles[row] = last;
      this.#labelRows[row] = lastLabels;
      last.moveTo(handle.cells, last.base < 0 ? ~home : home, row);
    }
    this.#columns.dropLast(place);
    handle.detach();
  }

  #lookUp(values: readonly string[]): SeriesHandle {
    const known = this.#index.get(values);
    if (known !== undefined) return known;
    if (this.#isFull()) return this.#overflowHandle();
    return this.#make(values);
  }

  #make(values: readonly string[]): SeriesHandle {
    const handle = this.#options.createHandle(this, values);
    this.#place(handle);
    return handle;
  }

  #place(handle: SeriesHandle): void {
    const row = this.#handles.length;
    this.#index.set(handle.labelValues, handle);
    this.#handles.push(handle);
    // A reading that shares this array stops at its own size, so it does not see what is appended.
    this.#labelRows.push(handle.labelValues);
    const { cells, base } = this.#columns.append();
    handle.start = now();
    this.#starts = undefined;
    handle.moveTo(cells, base, row);
  }

  #isFull(): boolean {
    const { maxSeries } = this.#options;
    if (this.#labelNames.length === 0 || this.#handles.length < maxSeries) return false;
    const overflows = this.#index.get(this.#overflowValues) === undefined ? 0 : 1;
    return this.#handles.length - overflows >= maxSeries;
  }

  #overflowHandle(): SeriesHandle {
    const { metric, maxSeries } = this.#options;
    if (this.#overflowed === 0) {
      warn(
        'TELLTALE_SERIES_OVERFLOW',
        `${metric} has more than ${maxSeries} series; the rest is added up as ${overflowLabel}. ` +
          'Use labels with fewer values, or raise maxSeries.',
      );
    }
    this.#overflowed++;
    return this.#index.get(this.#overflowValues) ?? this.#make(this.#overflowValues);
  }

  /** Before rows change their places. */
  #ownLabelRows(): void {
    this.#starts = undefined;
    if (!this.#labelRowsAreShared) return;
    this.#labelRows = this.#labelRows.slice();
    this.#labelRowsAreShared = false;
  }

  #texts(values: readonly unknown[]): readonly string[] {
    const { metric } = this.#options;
    if (values.length !== this.#labelNames.length) {
      throw this.#wrongLabels(values.map(describeValue).join(', ') || 'none');
    }
    return values.map((value, index) => labelText(metric, this.#labelNames[index] ?? '', value));
  }

  #valuesOf(labels: Readonly<Record<string, unknown>>): readonly string[] {
    const names = this.#labelNames;
    if (typeof labels !== 'object' || (labels as unknown) === null) {
      throw this.#wrongLabels(describeValue(labels));
    }
    const given = Object.keys(labels);
    // As many as there are names, and each name among them: then there is no other.
    const fits =
      given.length === names.length && names.every((name) => Object.hasOwn(labels, name));
    if (!fits || names.length === 0) throw this.#wrongLabels(`{${given.join(', ')}}`);
    return this.#texts(names.map((name) => labels[name]));
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

/** Unix time in seconds. */
function now(): number {
  return Date.now() / 1000;
}
