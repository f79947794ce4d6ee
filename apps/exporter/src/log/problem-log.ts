import type { GatherProblem, MetricFamily } from '@telltale/model';
import type { Logger } from './logger.ts';

/** A failure whose message changes at each scrape is logged no more often than this. */
const minSecondsBetweenChanges = 60;

interface KnownProblem {
  readonly message: string;
  readonly loggedAt: number;
}

/** Logs the problems of collectors when they begin, change and end: not at each scrape, which a log would drown in. */
export class ProblemLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  /** By collector, then by the family concerned. */
  readonly #known = new Map<string, Map<string | undefined, KnownProblem>>();

  /** `now`: seconds on any clock that never goes back. */
  constructor(logger: Logger, now: () => number = () => performance.now() / 1000) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Takes a problem of a gathering; the `report` of a registry. */
  readonly report = ({ collector, metric, message }: GatherProblem): void => {
    const problems = this.#known.get(collector) ?? new Map<string | undefined, KnownProblem>();
    const last = problems.get(metric);
    const now = this.#now();
    const fields = { collector, metric, error: message };
    if (
      last?.message === message ||
      now - (last?.loggedAt ?? -Infinity) < minSecondsBetweenChanges
    ) {
      this.#logger.debug('Collector still fails', fields);
      return;
    }
    this.#logger.error('Collector failed', fields);
    this.#known.set(collector, problems.set(metric, { message, loggedAt: now }));
  };

  /** Takes what a gathering gave, to see which collectors work again. */
  settle(families: readonly MetricFamily[]): void {
    if (this.#known.size === 0) return;
    const success = families.find(({ name }) => name === 'exporter_collector_success');
    for (const { labels, value } of success?.series ?? []) {
      const { collector = '' } = labels;
      if (value === 1 && this.#known.delete(collector)) {
        this.#logger.info('Collector works again', { collector });
      }
    }
  }
}
