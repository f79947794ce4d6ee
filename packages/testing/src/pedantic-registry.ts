import {
  GatherError,
  type Collector,
  type GatherOptions,
  type GatherProblem,
  type MetricFamily,
} from '@telltale/model';
import {
  Registry,
  type RegistryOptions,
  type RegistryView,
  type ViewOptions,
} from '@telltale/registry';
import { GatheringMemory, type MemoryProblem } from './gathering-memory.ts';
import { checkAllowances, lintWithAllowances, type LintAllowances } from './lint-allowances.ts';
import { registryMetricsIn } from './registry-metrics.ts';
import { roundTripProblems } from './round-trip.ts';
import { WatchedCollectors } from './watched-collectors.ts';

/** Options of a registry, but for `onProblem`, which is always `fail`, and the conventions that may be broken. */
export interface PedanticRegistryOptions
  extends Omit<RegistryOptions, 'onProblem'>, LintAllowances {}

/**
 * A registry for tests, whose `gather()` fails for anything that is wrong, also where a page could be made of it:
 *
 * - what a registry with `onProblem: 'fail'` refuses: collectors that throw, that are late, that contradict each other
 *   or give a series twice;
 * - conventions that are broken, as `lint` of `@telltale/exposition` knows them;
 * - what changed since the gathering before: the type, help text, unit or label names of a metric; its name, with the
 *   rest the same; a counter, or a count of a histogram or summary, that fell without a later start timestamp;
 * - metrics that a collector appends after it has settled: before `gather()` is through, or before the next one is;
 * - samples that a page in text, OpenMetrics or protobuf does not give back.
 *
 * @throws GATHER_FAILED from `gather()`, with all problems at once
 * @throws INVALID_OPTION if an option is out of its range, or there is no such lint rule
 */
export function pedanticRegistry(options: PedanticRegistryOptions = {}): Registry {
  return new PedanticRegistry(options);
}

/** Read here, as the clock of a test may be faked by the time it is called. */
const { setImmediate: afterTurn } = globalThis;

class PedanticRegistry extends Registry {
  readonly #allowances: LintAllowances;
  readonly #report: ((problem: GatherProblem) => void) | undefined;
  readonly #memory = new GatheringMemory();
  readonly #watched = new WatchedCollectors();

  constructor({ ignoreRules, allowedLint, ...options }: PedanticRegistryOptions) {
    super({ ...options, onProblem: 'fail' });
    this.#allowances = { ignoreRules, allowedLint };
    checkAllowances(this.#allowances);
    this.#report = options.report;
  }

  override register(...collectors: Collector[]): void {
    super.register(...collectors.map((collector) => this.#watched.watch(collector)));
  }

  override unregister(collector: Collector): boolean {
    return super.unregister(this.#watched.watch(collector));
  }

  override collectors(): readonly Collector[] {
    return super.collectors().map((collector) => this.#watched.original(collector));
  }

  override wrap(options: ViewOptions): RegistryView {
    return watchedView(super.wrap(options), this.#watched);
  }

  override async gather({ names, ...options }: GatherOptions = {}): Promise<
    readonly MetricFamily[]
  > {
    const began = this.#memory.begin();
    const { generation } = this;
    // All of them, whatever was asked for: what is left out may be wrong.
    const { families, problems } = await gatherAll(super.gather(options));
    await nextTurn();
    const found = this.#check(families, this.#memory.compare(began, families, generation));
    for (const problem of found) this.#tell(problem);
    const asked = families.filter(({ name }) => names?.includes(name) ?? true);
    const all = [...problems, ...found];
    if (all.length > 0) throw new GatherError(all, asked);
    return asked;
  }

  #check(
    families: readonly MetricFamily[],
    changes: readonly MemoryProblem[],
  ): readonly GatherProblem[] {
    const broken = lintWithAllowances(families, this.#allowances).map(
      ({ metric, message, rule }) => ({ metric, message: `${metric}: ${message} (${rule})` }),
    );
    const ownMetrics = registryMetricsIn(families);
    const ownerOf = (metric: string): string =>
      ownMetrics.has(metric) ? 'registry' : this.#watched.ownerOf(metric);
    const ofFamilies = [...broken, ...changes, ...roundTripProblems(families)].map(
      ({ metric, message }) =>
        metric === undefined
          ? { collector: 'registry', message }
          : { collector: ownerOf(metric), metric, message },
    );
    return [...this.#watched.takeLate(), ...ofFamilies];
  }

  #tell(problem: GatherProblem): void {
    try {
      this.#report?.(problem);
    } catch {
      // A log that fails costs no page.
    }
  }
}

/** What was gathered, and what was wrong with it, where no one but the collectors is to blame. */
async function gatherAll(gathering: Promise<readonly MetricFamily[]>): Promise<{
  readonly families: readonly MetricFamily[];
  readonly problems: readonly GatherProblem[];
}> {
  try {
    return { families: await gathering, problems: [] };
  } catch (error) {
    if (!(error instanceof GatherError)) throw error;
    return { families: error.families, problems: error.problems };
  }
}

/** What is not awaited is mostly done by then. */
async function nextTurn(): Promise<void> {
  await new Promise((resolve) => afterTurn(resolve));
}

function watchedView(view: RegistryView, watched: WatchedCollectors): RegistryView {
  return {
    register: (...collectors) => {
      view.register(...collectors.map((collector) => watched.watch(collector)));
    },
    unregister: (collector) => view.unregister(watched.watch(collector)),
    collectors: () => view.collectors().map((collector) => watched.original(collector)),
    wrap: (options) => watchedView(view.wrap(options), watched),
  };
}
