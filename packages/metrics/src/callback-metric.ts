import {
  MetricError,
  type Collector,
  type LabelsOf,
  type Metric,
  type MetricFamily,
  type MetricType,
} from '@telltale/model';
import { ColumnFamily, describeValue } from '@telltale/model/internal';
import type { InstrumentOptions } from './instrument-options.ts';
import type { Instrument } from './instrument.ts';

/**
 * What a callback gives. Without label names: the value, or `undefined` where there is none to show now. With label
 * names: each series that there is, with its value.
 */
export type CallbackReading<Names extends readonly string[]> = Names extends readonly []
  ? number | undefined
  : Iterable<readonly [labels: LabelsOf<Names>, value: number]>;

/** Options of a metric whose value is read when it is scraped. */
export interface CallbackOptions<Names extends readonly string[] = readonly []> extends Omit<
  InstrumentOptions<Names>,
  'maxSeries' | 'idleTimeout'
> {
  /**
   * Called at each scrape; it has to answer at once. What takes time is for a collector. If it throws, the metric is
   * missing on that page, and the rest of the page is there.
   */
  readonly read: () => CallbackReading<Names>;
}

/** The instrument that holds what was read, and how a reading is written to it. */
interface Store<Handle> {
  readonly instrument: Instrument<readonly string[], Handle>;
  readonly write: (handle: Handle, value: number) => void;
}

/** A metric whose values are read from a function at each scrape. There is nothing to write. */
export abstract class CallbackMetric<Names extends readonly string[], Handle>
  implements Metric, Collector
{
  /** As it was given. Also the name of the collector that a metric is. */
  readonly name: string;
  /** One sentence for whoever reads the page. */
  readonly help: string;
  /** Decides what its samples are and how formats show them. */
  readonly type: MetricType;
  /** The base unit, a suffix of the name. Absent where none was given. */
  readonly unit?: string;
  /** In the order of declaration, frozen. Empty where the metric is a single series. */
  readonly labelNames: Names;
  readonly #store: Store<Handle>;
  readonly #read: () => unknown;
  /** The series of the last reading. */
  #shown = new Map<Handle, object>();

  /** @internal */
  protected constructor(options: CallbackOptions<Names>, store: Store<Handle>) {
    const { name, help, type, unit, labelNames } = store.instrument;
    const read: unknown = options.read;
    if (typeof read !== 'function') {
      throw new MetricError(
        'INVALID_OPTION',
        `${name}: read is ${describeValue(read)}, expected a function that gives the value.`,
        { metric: name },
      );
    }
    this.name = name;
    this.help = help;
    this.type = type;
    if (unit !== undefined) this.unit = unit;
    this.labelNames = labelNames as Names;
    this.#store = store;
    this.#read = read as () => unknown;
  }

  /**
   * Reads the values now.
   *
   * @throws INVALID_VALUE, INVALID_LABELS if what was read does not fit the metric
   * @throws what the callback throws
   */
  snapshot(): MetricFamily {
    const reading = this.#read();
    if (isPromise(reading)) {
      // How it ends is of no interest, nor a reason to end the process.
      reading.then(undefined, () => undefined);
      throw this.#unfit(
        'a promise',
        'an answer at once; what has to be waited for is for a collector',
      );
    }
    if (this.labelNames.length > 0) {
      this.#writeAll(reading);
      return this.#store.instrument.snapshot();
    }
    if (reading !== undefined) {
      this.#store.write(this.#store.instrument.labels(), reading as number);
      return this.#store.instrument.snapshot();
    }
    return new ColumnFamily(this, { ...this.#store.instrument.snapshot().columns, size: 0 });
  }

  /** Appends itself: a metric is a collector too. */
  collect(buf: Metric[]): void {
    buf.push(this);
  }

  #writeAll(reading: unknown): void {
    const { instrument, write } = this.#store;
    const before = this.#shown;
    const shown = new Map<Handle, object>();
    try {
      for (const [labels, value] of this.#items(reading)) {
        const handle = instrument.labels(labels as LabelsOf<readonly string[]>);
        if (shown.has(handle)) {
          throw this.#unfit(`the series ${JSON.stringify(labels)} twice`, 'each series once');
        }
        // A copy: the callback may use one object for all its series.
        shown.set(handle, { ...labels });
        write(handle, value as number);
      }
    } catch (error) {
      // A reading that is given up leaves no series behind that were not there.
      this.#dropOthers(shown, before);
      throw error;
    }
    this.#dropOthers(before, shown);
    this.#shown = shown;
  }

  /** Drops those series of `some` that are not among `kept`. */
  #dropOthers(some: ReadonlyMap<Handle, object>, kept: ReadonlyMap<Handle, object>): void {
    for (const [handle, labels] of some) {
      if (kept.has(handle)) continue;
      this.#store.instrument.remove(labels as LabelsOf<readonly string[]>);
    }
  }

  *#items(reading: unknown): Generator<readonly [labels: object, value: unknown]> {
    const expected = `pairs of labels {${this.labelNames.join(', ')}} and value`;
    if (typeof reading !== 'object' || reading === null || !(Symbol.iterator in reading)) {
      throw this.#unfit(describeValue(reading), expected);
    }
    for (const item of reading as Iterable<unknown>) {
      const [labels, value] = Array.isArray(item) ? (item as unknown[]) : [];
      if (typeof labels !== 'object' || labels === null) {
        throw this.#unfit(describeValue(item), expected);
      }
      yield [labels, value];
    }
  }

  #unfit(got: string, expected: string): MetricError {
    return new MetricError(
      'INVALID_VALUE',
      `${this.name}: read() gave ${got}, expected ${expected}.`,
      { metric: this.name },
    );
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
