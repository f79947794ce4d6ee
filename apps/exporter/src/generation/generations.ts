import { MetricError, type Collector, type GatherProblem } from '@telltale/model';
import type { LoadedConfig } from '../config/load-config.ts';
import { secretsIn } from '../config/secret.ts';
import type { ReloadState } from '../metrics/reload-state.ts';
import { underDeadline } from '../modes/under-deadline.ts';
import type { SourceOptions } from '../sources/source-types.ts';
import { buildGeneration } from './build-generation.ts';
import { gatherUnits } from './gather-units.ts';
import type { Generation, BuiltPart } from './generation.ts';
import { Part } from './part.ts';
import { callersUnit } from './unit.ts';

const defaultReloadTimeoutMs = 30_000;
const defaultScrapeTimeoutMs = 10_000;

export interface GenerationsOptions {
  /** Reads the configuration as it is now. */
  readonly load: () => Promise<LoadedConfig>;
  readonly ownSources: Readonly<Record<string, SourceOptions>>;
  /** Shown besides what is configured; closed at the end. */
  readonly collectors: readonly Collector[];
  /** Takes what costs a source a part of its metrics. */
  readonly warn: (source: string, message: string) => void;
  /** Takes the values of secrets before they are used. */
  readonly hide: (values: readonly string[]) => void;
  readonly reloads: ReloadState;
}

/** The generation that is served, one after the other. */
export class Generations {
  readonly #options: GenerationsOptions;
  readonly #callersParts: ReadonlyMap<string, Part<BuiltPart>>;
  readonly #closed = new AbortController();
  /** The generations before, until nobody uses them. */
  readonly #retiring = new Set<Promise<void>>();
  #current: Generation;
  /** Ends when no reload is under way; never rejects. */
  #idle: Promise<unknown> = Promise.resolve();
  /** The reload that has not begun yet: whoever asks meanwhile gets its result. */
  #waiting: Promise<void> | undefined;

  private constructor(
    options: GenerationsOptions,
    callersParts: ReadonlyMap<string, Part<BuiltPart>>,
    first: Generation,
  ) {
    this.#options = options;
    this.#callersParts = callersParts;
    this.#current = first;
  }

  /**
   * Builds the first generation. It is not collected from before it is served: a database that is away must not keep
   * the rest from being seen.
   *
   * @throws INVALID_CONFIG; nothing is left open then
   */
  static async start(options: GenerationsOptions): Promise<Generations> {
    const callersParts = new Map(
      options.collectors.map((collector, index) => [String(index), callersPart(collector)]),
    );
    try {
      const loaded = await load(options);
      const limits = { timeoutMs: reloadTimeoutMs(loaded) };
      const { ownSources, warn } = options;
      const first = await buildGeneration(loaded, { ownSources, callersParts, limits, warn });
      options.reloads.succeeded();
      return new Generations(options, callersParts, first);
    } catch (error) {
      await releaseAll(callersParts);
      throw error;
    }
  }

  get current(): Generation {
    return this.#current;
  }

  /**
   * Reads the configuration anew, builds it, collects from it once, and only then serves it. Where anything fails, what
   * was served is served on. Reloads are made one after the other; who asks while one waits gets its result.
   *
   * @throws INVALID_CONFIG and others, with the reason
   */
  reload(): Promise<void> {
    if (this.#waiting !== undefined) return this.#waiting;
    const reload = this.#idle.then(() => {
      this.#waiting = undefined;
      return this.#reload();
    });
    this.#waiting = reload;
    this.#idle = reload.catch(() => undefined);
    return reload;
  }

  /** Ends a reload that is under way, and closes all when nobody uses it any more. */
  async close(): Promise<void> {
    this.#closed.abort(new Error('the exporter is stopping'));
    await this.#idle;
    await Promise.all([...this.#retiring, this.#current.close()]);
    await releaseAll(this.#callersParts);
  }

  async #reload(): Promise<void> {
    const { reloads } = this.#options;
    try {
      this.#closed.signal.throwIfAborted();
      const { signal } = this.#closed;
      // A program, or a file that is a pipe, may keep one waiting for good.
      const loaded = await underDeadline({ timeoutMs: defaultReloadTimeoutMs, signal }, () =>
        load(this.#options),
      );
      const timeoutMs = reloadTimeoutMs(loaded);
      await underDeadline({ timeoutMs, signal }, (inner) => this.#replace(loaded, inner));
      reloads.succeeded();
    } catch (error) {
      reloads.failed(error);
      throw error;
    }
  }

  async #replace(loaded: LoadedConfig, signal: AbortSignal): Promise<void> {
    const { ownSources, warn } = this.#options;
    const previous = this.#current;
    const next = await buildGeneration(loaded, {
      ownSources,
      callersParts: this.#callersParts,
      previous,
      limits: { signal },
      warn,
    });
    try {
      await collectFirst(next, previous, signal);
    } catch (error) {
      await next.close();
      throw error;
    }
    const states = new Map(previous.units.map(({ name, state }) => [name, state]));
    for (const { name, state } of next.units) {
      const before = states.get(name);
      if (before !== undefined && before !== state) state?.continue(before);
    }
    this.#current = next;
    const retired = previous.close();
    this.#retiring.add(retired);
    void retired.then(() => this.#retiring.delete(retired));
  }
}

/**
 * Collects from all of a generation before it is served.
 *
 * @throws INVALID_CONFIG if what is new or changed does not work, or contradicts the rest
 */
async function collectFirst(
  next: Generation,
  previous: Generation,
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = next.loaded.config.global?.scrape_timeout ?? defaultScrapeTimeoutMs;
  const kept = new Set(previous.units);
  const unchanged = next.units.filter((unit) => kept.has(unit));
  const added = next.units.filter((unit) => !kept.has(unit));
  // Of two that contradict each other, the later one is told of: that is what was added.
  const { problems } = await gatherUnits([...unchanged, ...added], { timeoutMs, signal });
  signal.throwIfAborted();
  const changed = new Set(added.map(({ name }) => name));
  // What has not changed may fail as it did before; it must not keep a change from being made.
  const serious = problems.filter(({ collector }) => changed.has(collector));
  if (serious.length > 0) {
    throw new MetricError(
      'INVALID_CONFIG',
      `the first collection failed: ${serious.map(describe).join('; ')}`,
    );
  }
}

function describe({ collector, metric, message }: GatherProblem): string {
  const where = metric === undefined || message.startsWith(metric) ? '' : `${metric}: `;
  return `${collector}: ${where}${message}`;
}

async function load(options: GenerationsOptions): Promise<LoadedConfig> {
  const loaded = await options.load();
  options.hide([...secretsIn(loaded.config)].map(([, secret]) => secret.reveal()));
  return loaded;
}

function reloadTimeoutMs({ config }: LoadedConfig): number {
  return config.global?.reload_timeout ?? defaultReloadTimeoutMs;
}

function callersPart(collector: Collector): Part<BuiltPart> {
  const unit = callersUnit(collector);
  const close = async (): Promise<void> => {
    await Promise.allSettled([(async () => unit.close())()]);
  };
  return new Part('', { name: collector.name, units: [unit] }, close);
}

async function releaseAll(parts: ReadonlyMap<string, Part<BuiltPart>>): Promise<void> {
  await Promise.all([...parts.values()].map((part) => part.release()));
}
