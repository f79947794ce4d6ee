import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import type { ModuleContext } from '../sources/module.ts';

/** What the module is told in the configuration of a test. */
interface Options {
  /** Gauges and their values. */
  readonly gauges?: Readonly<Record<string, number>>;
  /** How long the module takes to make its collectors, and each collection takes. */
  readonly buildMs?: number;
  readonly delayMs?: number;
  /** Why the collector cannot be made, or fails. */
  readonly buildError?: string;
  readonly error?: string;
}

/** How many of its collectors are open. It is kept outside: the module is evaluated once for each version of it. */
const shared = globalThis as typeof globalThis & { openTestCollectors?: number };

export function openCollectors(): number {
  return shared.openTestCollectors ?? 0;
}

function countOpen(change: number): void {
  shared.openTestCollectors = openCollectors() + change;
}

/** A source of tests: sets its gauges when it is collected from, not before, and counts its collections. */
export default async function gauges({ name, options }: ModuleContext): Promise<Collector> {
  const { gauges: values = {}, buildMs = 0, delayMs = 0, buildError, error }: Options = options;
  if (buildMs > 0) await sleep(buildMs);
  if (buildError !== undefined) throw new Error(buildError);
  const made = Object.entries(values).map(([gauge, value]) => ({
    gauge: new Gauge({ name: gauge, help: 'A gauge of a test.' }),
    value,
  }));
  const collections = new Counter({ name: `${name}_collections_total`, help: 'Collections.' });
  countOpen(1);
  const collector: Collector & Disposable = {
    name: 'gauges',
    async collect(buf, { signal }) {
      if (delayMs > 0) await sleep(delayMs, undefined, { signal });
      if (error !== undefined) throw new Error(error);
      collections.inc();
      for (const { gauge, value } of made) gauge.set(value);
      buf.push(collections, ...made.map(({ gauge }) => gauge));
    },
    [Symbol.dispose]() {
      countOpen(-1);
    },
  };
  return collector;
}
