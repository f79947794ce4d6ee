import type { Gatherer, GatherOptions, MetricFamily } from '@telltale/model';
import type { HandlerErrorCause } from './handler-metrics.ts';

/** Scrapes with the same key may be answered from one collection. */
export interface CollectionKey {
  /** The gatherer's generation when the scrape began. */
  readonly generation: unknown;
  /** Sorted; empty for all families. */
  readonly names: readonly string[];
  readonly timeoutMs: number | undefined;
}

export interface SharedCollectionsOptions {
  /** Resolves in the next turn of the event loop. Default: a collection begins at once. */
  readonly nextTurn?: (() => Promise<void>) | undefined;
  /** Called once for each collection and each page that failed. */
  readonly onError: (error: unknown, cause: HandlerErrorCause) => void;
}

/** One gathering and what is made of it, for all scrapes that share it. */
export interface Collection {
  readonly key: CollectionKey;
  readonly families: Promise<readonly MetricFamily[]>;
  /** What `make` gives, made once for each `id`, and so of one type for each. */
  once<Made>(id: string, make: () => Made | Promise<Made>): Promise<Made>;
}

/**
 * libuv accepts one connection a turn and reads from it in the next, so that scrapes which were sent together come in
 * one by one. When this many turns have brought none, there are no more.
 */
const quietTurns = 3;
/** However many keep coming, the first one waits no longer than this for them. */
const maxArrivalMs = 100;

/** Tells a scrape whose clients have all gone away from one that failed. */
export class AbandonedError extends Error {
  constructor() {
    super('All clients of this scrape have gone away.');
    this.name = 'AbandonedError';
  }
}

/**
 * Gives scrapes of the same moment the same collection: the ones that arrive before the first of them has its page.
 * A collection that nobody waits for any more is aborted, and not joined again.
 */
export class SharedCollections {
  readonly #gatherer: Gatherer;
  readonly #options: SharedCollectionsOptions;
  readonly #inFlight = new Set<SharedCollection>();
  #arrived = 0;

  constructor(gatherer: Gatherer, options: SharedCollectionsOptions) {
    this.#gatherer = gatherer;
    this.#options = options;
  }

  /**
   * Runs `use` with the collection for `key`, joined or begun.
   *
   * @throws AbandonedError where `signal` and those of all other scrapes of the collection have aborted
   */
  async share<Result>(
    key: CollectionKey,
    signal: AbortSignal | undefined,
    use: (collection: Collection) => Promise<Result>,
  ): Promise<Result> {
    if (signal?.aborted === true) throw new AbandonedError();
    this.#arrived++;
    const collection = this.#find(key) ?? this.#begin(key);
    const leave = (): void => {
      if (collection.leave()) this.#inFlight.delete(collection);
    };
    collection.join();
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await use(collection);
    } catch (error) {
      throw collection.isAbandoned ? new AbandonedError() : error;
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#inFlight.delete(collection);
    }
  }

  #find(key: CollectionKey): SharedCollection | undefined {
    for (const collection of this.#inFlight) if (sameKey(collection.key, key)) return collection;
    return undefined;
  }

  #begin(key: CollectionKey): SharedCollection {
    const { onError } = this.#options;
    const collection = new SharedCollection(key, onError, async (options) => {
      await this.#arrivals();
      options.signal?.throwIfAborted();
      return this.#gatherer.gather(options);
    });
    this.#inFlight.add(collection);
    return collection;
  }

  /** Resolves when no more scrapes come in. */
  async #arrivals(): Promise<void> {
    const { nextTurn } = this.#options;
    if (nextTurn === undefined) return;
    const deadline = performance.now() + maxArrivalMs;
    let arrived = this.#arrived;
    for (let quiet = 0; quiet < quietTurns && performance.now() < deadline; quiet++) {
      await nextTurn();
      if (this.#arrived === arrived) continue;
      arrived = this.#arrived;
      quiet = -1;
    }
  }
}

class SharedCollection implements Collection {
  readonly key: CollectionKey;
  readonly families: Promise<readonly MetricFamily[]>;
  readonly #controller = new AbortController();
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #onError: SharedCollectionsOptions['onError'];
  #waiting = 0;

  constructor(
    key: CollectionKey,
    onError: SharedCollectionsOptions['onError'],
    gather: (options: GatherOptions) => Promise<readonly MetricFamily[]>,
  ) {
    const { names, timeoutMs } = key;
    const { signal } = this.#controller;
    this.key = key;
    this.#onError = onError;
    this.families = this.#reported('gathering', () =>
      gather({
        signal,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(names.length === 0 ? {} : { names }),
      }),
    );
  }

  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  once<Made>(id: string, make: () => Made | Promise<Made>): Promise<Made> {
    const before = this.#made.get(id);
    if (before !== undefined) return before as Promise<Made>;
    const made = this.#reported('encoding', async () => make());
    this.#made.set(id, made);
    return made;
  }

  join(): void {
    this.#waiting++;
  }

  /** One client has gone away. `true`: it was the last, and the collection is aborted. */
  leave(): boolean {
    this.#waiting--;
    if (this.#waiting > 0) return false;
    this.#controller.abort(new AbandonedError());
    return true;
  }

  async #reported<Result>(cause: HandlerErrorCause, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!this.isAbandoned) this.#onError(error, cause);
      throw error;
    }
  }
}

function sameKey(one: CollectionKey, other: CollectionKey): boolean {
  return (
    Object.is(one.generation, other.generation) &&
    one.timeoutMs === other.timeoutMs &&
    one.names.length === other.names.length &&
    one.names.every((name, index) => name === other.names[index])
  );
}
