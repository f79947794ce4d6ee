import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfiguredExporter } from '../servers/exporter/configured-exporter.ts';
import type { Subject } from './subject.ts';

const scrapeMs = 200;
/** What the scraper allows, as Prometheus says it. */
const timeoutSeconds = 2;
/** How much later an answer may come on a machine that does much else. */
const slackMs = 4000;
/** How long after a fault a value may be missing still. */
const graceMs = 4000;

/** What may be wrong for a while, as far as it concerns a subject. */
export interface FaultTimes {
  /** Whether something was wrong with it between two moments of `performance.now()`. */
  isTouched(subject: string, from: number, to: number): boolean;
}

/** What the process had at a scrape. */
export interface Resources {
  readonly at: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly openFiles: number;
}

/** Scrapes all the time, and holds each page to what is known to be true. */
export class Watcher {
  readonly #exporter: Pick<ConfiguredExporter, 'samples'>;
  readonly #subjects: readonly Subject[];
  readonly #faults: FaultTimes;
  readonly #report: (violation: string) => void;
  readonly resources: Resources[] = [];
  scrapes = 0;
  /** By subject, how many values were compared with a truth of which something was known. */
  readonly compared = new Map<string, number>();
  /** The last value of each series, also of those that are not there at the moment. */
  #before: Record<string, number> = {};
  /** Since when each scrape was refused. */
  #refusedAt: number | undefined;
  #isStopped = false;

  constructor(
    exporter: Pick<ConfiguredExporter, 'samples'>,
    subjects: readonly Subject[],
    faults: FaultTimes,
    report: (violation: string) => void,
  ) {
    this.#exporter = exporter;
    this.#subjects = subjects;
    this.#faults = faults;
    this.#report = report;
    for (const { name } of subjects) this.compared.set(name, 0);
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#scrape();
      await sleep(scrapeMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #scrape(): Promise<void> {
    const from = performance.now();
    let samples: Record<string, number>;
    try {
      samples = await this.#exporter.samples(timeoutSeconds);
    } catch (error) {
      // More than are let in at the same time are refused on purpose, but not for long.
      const message = error instanceof Error ? error.message : String(error);
      const isRefused = message.startsWith('it answered 503');
      if (isRefused) this.#refusedAt ??= from;
      if (!isRefused || performance.now() - (this.#refusedAt ?? from) > graceMs) {
        this.#report(`no page: ${message}`);
      }
      return;
    }
    this.#refusedAt = undefined;
    const to = performance.now();
    this.scrapes++;
    if (to - from > timeoutSeconds * 1000 + slackMs) {
      this.#report(`the page took ${Math.round(to - from)} ms`);
    }
    for (const subject of this.#subjects) this.#compare(subject, samples, from, to);
    this.#watchOwn(samples);
  }

  #compare(
    { name, truth, ageMs }: Subject,
    samples: Record<string, number>,
    from: number,
    to: number,
  ): void {
    const value = samples[`soak_${name}{}`];
    if (value === undefined) {
      if (this.#faults.isTouched(name, from - graceMs, to)) return;
      this.#report(`soak_${name} is missing`);
      return;
    }
    const [least, most] = truth.between(from - ageMs, to);
    if (least > 0) this.compared.set(name, (this.compared.get(name) ?? 0) + 1);
    if (value >= least && value <= most) return;
    this.#report(`soak_${name} is ${value}, expected ${least} to ${most}`);
  }

  /** What the exporter counts of itself never falls. */
  #watchOwn(samples: Record<string, number>): void {
    for (const [series, value] of Object.entries(samples)) {
      const isOwn = /^(exporter|promhttp)_\w+(_total|_count|_bucket|_sum)\{/.test(series);
      if (!isOwn || series.includes('collector="added"')) continue;
      const before = this.#before[series];
      // Sums of seconds are added up in another order after a reload.
      if (before !== undefined && value < before - 1e-9) {
        this.#report(`${series} fell from ${before} to ${value}`);
      }
    }
    this.#before = { ...this.#before, ...samples };
    this.resources.push({
      at: performance.now(),
      residentBytes: samples['process_resident_memory_bytes{}'] ?? NaN,
      heapBytes: samples['nodejs_heap_size_used_bytes{}'] ?? NaN,
      openFiles: samples['process_open_fds{}'] ?? NaN,
    });
  }
}
