import { MetricError } from '@telltale/model';
import type {
  Collector,
  Gatherer,
  GatherOptions,
  GatherProblem,
  Metric,
  MetricFamily,
} from '@telltale/model';
import { checkMilliseconds } from './check-milliseconds.ts';
import { CollectorMetrics } from './collector-metrics.ts';
import { runCollector } from './collector-run.ts';
import { shown, withCollector, withoutCollector, type Entry } from './entry.ts';
import { FamilySet } from './family-set.ts';
import { gatherEntries, ownName, type GatheringOptions } from './gathering.ts';
import { View, type ViewOptions } from './view.ts';

/** Options of a {@link Registry}. */
export interface RegistryOptions {
  /** Deadline of each collector in milliseconds, where the scrape brings none. Default: 5000. */
  readonly timeoutMs?: number | undefined;
  /**
   * The registry's own metrics about its collectors: what their names begin with, or `false` for none.
   * Default: `{ prefix: 'exporter_' }`.
   */
  readonly collectorMetrics?: { readonly prefix?: string | undefined } | false | undefined;
  /**
   * What to do when a collector fails, or gives what is invalid or contradicts the rest: `drop` leaves the offender
   * out and shows it on the registry's own metrics, `fail` makes `gather()` throw. Default: `drop`.
   */
  readonly onProblem?: 'drop' | 'fail' | undefined;
  /** Called with each problem of a gathering, for a log. Default: nothing. */
  readonly report?: ((problem: GatherProblem) => void) | undefined;
}

/** What can be changed at once, in {@link Registry.update}. */
export interface RegistryChange {
  /**
   * Adds collectors; metrics are collectors too. Registering the same object again does nothing.
   *
   * @throws DUPLICATE_METRIC if another metric of the same name is registered, or one that has a sample of that name
   * @throws NOT_A_COLLECTOR if one of them has no `name` or no `collect`
   */
  register(...collectors: Collector[]): void;
  /**
   * Removes a collector.
   *
   * @returns whether it was registered
   */
  unregister(collector: Collector): boolean;
}

/** Registers in a registry under a prefix or with constant labels. */
export interface RegistryView extends RegistryChange {
  /** What was registered through this view. */
  collectors(): readonly Collector[];
  /**
   * A view of this view: its prefix and labels come behind the ones of this.
   *
   * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_LABELS if the prefix or a label can be part of no metric
   */
  wrap(options: ViewOptions): RegistryView;
}

/**
 * Who is scraped. A new registry is empty; it holds what you register, metrics and collectors alike.
 *
 * Registering and removing may happen at any time: a scrape under way goes on with what was registered when it began.
 */
export class Registry implements Gatherer, RegistryView {
  readonly #options: GatheringOptions;
  /** Never changed in place: whoever has read it has all of it. */
  #entries: readonly Entry[] = [];

  /** @throws INVALID_OPTION, INVALID_NAME */
  constructor(options: RegistryOptions = {}) {
    const { timeoutMs = 5000, onProblem = 'drop', report, collectorMetrics: own = {} } = options;
    const idle = new AbortController();
    this.#options = {
      timeoutMs: checkMilliseconds('timeoutMs', timeoutMs),
      onProblem,
      report,
      collectorMetrics: own === false ? undefined : new CollectorMetrics(own.prefix),
      order: new FamilySet({ heads: [], places: [] }),
      idle: [idle, idle.signal],
    };
  }

  /** Changes whenever something is registered or removed. */
  get generation(): unknown {
    return this.#entries;
  }

  /**
   * Adds collectors; metrics are collectors too. Registering the same object again does nothing.
   *
   * @throws DUPLICATE_METRIC if another metric of the same name is registered, or one that has a sample of that name,
   *   as a histogram `h` has `h_count`; nothing is added then
   * @throws NOT_A_COLLECTOR
   */
  register(...collectors: Collector[]): void {
    this.#register(collectors);
  }

  /**
   * Removes a collector.
   *
   * @returns whether it was registered
   */
  unregister(collector: Collector): boolean {
    return this.#commit(withoutCollector(this.#entries, collector));
  }

  /** What is registered, in the order of registration. */
  collectors(): readonly Collector[] {
    return this.#entries.map((entry) => entry.collector);
  }

  /**
   * Makes several changes at once: a scrape sees all of them or none. If `edit` throws, nothing is changed.
   * Set the first values of new metrics before, so that no scrape sees them unset.
   *
   * @throws DUPLICATE_METRIC, NOT_A_COLLECTOR as `register` does
   * @throws INVALID_OPTION if `edit` is async: what it does later would not be part of the change
   */
  update(edit: (change: RegistryChange) => void): void {
    const before = this.#entries;
    // void lets any function pass, also one that returns a promise.
    const run: (change: RegistryChange) => unknown = edit;
    try {
      // Nothing else runs until it returns, so no scrape can begin in between.
      const result = run(this);
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
        // How it ends is of no interest any more, nor a reason to end the process.
        Promise.resolve(result).catch(() => undefined);
        throw new MetricError('INVALID_OPTION', 'update() takes no async function.');
      }
    } catch (error) {
      this.#entries = before;
      throw error;
    }
  }

  /**
   * A view that registers in this registry under a prefix or with constant labels.
   *
   * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_LABELS if the prefix or a label can be part of no metric
   */
  wrap(options: ViewOptions): RegistryView {
    return this.#view(new View(options));
  }

  /**
   * Asks every collector and returns what they appended, live: values may change while you look at them.
   * A collector that fails contributes nothing; `gather()` tells why.
   */
  async collect(): Promise<Metric[]> {
    const runs = this.#entries.map((entry) => runCollector(entry, this.#options, shown));
    return (await Promise.all(runs)).flatMap(({ result = [] }) => result);
  }

  /**
   * Asks every collector, each under the deadline, and returns one consistent set of families, ordered by name.
   * Metrics are read at the moment of the call, collectors when they settle. Left out is each family that is invalid
   * or that contradicts one before it (another type, help text, unit, label names or buckets; a name that is one of
   * the other's samples), and each series that was there before; metrics come before collectors, the rest in the
   * order of registration.
   *
   * @throws GATHER_FAILED if something was wrong and the registry is set to fail
   * @throws INVALID_OPTION if `timeoutMs` is not above 0
   * @throws the reason of `signal` if it aborts
   */
  async gather(options: GatherOptions = {}): Promise<readonly MetricFamily[]> {
    const { timeoutMs = this.#options.timeoutMs } = options;
    const names = this.#entries.map(({ instrument, collector }) => (instrument ?? collector).name);
    this.#options.collectorMetrics?.retain([ownName, ...names]);
    return gatherEntries(this.#entries, {
      ...options,
      ...this.#options,
      timeoutMs: checkMilliseconds('timeoutMs', timeoutMs),
    });
  }

  #register(collectors: readonly Collector[], view?: View): void {
    this.#commit(
      collectors.reduce(
        (entries, collector) => withCollector(entries, collector, view),
        this.#entries,
      ),
    );
  }

  #commit(entries: readonly Entry[]): boolean {
    // What changes the list makes it longer or shorter. One that is the same stays, as does the generation.
    const isChange = entries.length !== this.#entries.length;
    if (isChange) this.#entries = entries;
    return isChange;
  }

  #view(view: View): RegistryView {
    return {
      register: (...collectors) => {
        this.#register(collectors, view);
      },
      unregister: (collector) => this.#commit(withoutCollector(this.#entries, collector, view)),
      collectors: () =>
        this.#entries.filter((entry) => entry.view === view).map((entry) => entry.collector),
      wrap: (options) => this.#view(new View(options, view)),
    };
  }
}
