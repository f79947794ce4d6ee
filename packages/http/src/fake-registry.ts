import { encodeText } from '@telltale/exposition';
import type { Collector, Gatherer, Metric } from '@telltale/model';
import type { HandlerRegistry } from './handler-metrics.ts';

/** A registry of instruments for tests: what a handler registers its metrics in, and what it gathers from. */
export class FakeRegistry implements HandlerRegistry, Gatherer {
  readonly #registered: Collector[] = [];

  register(...collectors: Collector[]): void {
    for (const { name } of collectors) {
      if (this.#registered.some((other) => other.name === name)) throw new Error(`${name} twice`);
    }
    this.#registered.push(...collectors);
  }

  collectors(): readonly Collector[] {
    return this.#registered;
  }

  async gather(): ReturnType<Gatherer['gather']> {
    const metrics: Metric[] = [];
    const { signal } = new AbortController();
    for (const collector of this.#registered) await collector.collect(metrics, { signal });
    return metrics.map((metric) => metric.snapshot());
  }

  /** The samples, without comments. */
  async samples(): Promise<string[]> {
    const lines = encodeText(await this.gather()).split('\n');
    return lines.filter((line) => line !== '' && !line.startsWith('#'));
  }
}
