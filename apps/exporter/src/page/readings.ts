import type { GatherProblem, Gatherer, MetricFamily } from '@telltale/model';

/** What a collection from everything gave. */
export interface Reading {
  readonly families: readonly MetricFamily[];
  readonly problems: readonly GatherProblem[];
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** The last collection from everything, whoever asked for it. */
export class Readings {
  #last: Reading | undefined;
  /** `performance.now()` of it; the time of day may be set back. */
  #lastAt = 0;
  #asking: Promise<Reading | undefined> | undefined;
  readonly #gatherer: () => Gatherer;

  constructor(gatherer: () => Gatherer) {
    this.#gatherer = gatherer;
  }

  /** Undefined before the first. */
  get last(): Reading | undefined {
    return this.#last;
  }

  /** A collection has ended. */
  keep(problems: readonly GatherProblem[], families: readonly MetricFamily[]): void {
    this.#last = { families, problems, at: Date.now() };
    this.#lastAt = performance.now();
  }

  /** One that is not older; where there is none, everything is collected, as for a scrape. */
  async notOlderThan(milliseconds: number): Promise<Reading | undefined> {
    const age = performance.now() - this.#lastAt;
    if (this.#last !== undefined && age <= milliseconds) return this.#last;
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  async #ask(): Promise<Reading | undefined> {
    try {
      await this.#gatherer().gather();
      return this.#last;
    } finally {
      this.#asking = undefined;
    }
  }
}
