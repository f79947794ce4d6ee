import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfiguredExporter } from '../servers/exporter/configured-exporter.ts';
import { startFromSource } from '../servers/started-program.ts';
import type { Order, Outcome } from './outcome.ts';
import { processorSeconds, residentMegabytes } from './process-cost.ts';

export interface LoadOptions extends Omit<Order, 'url'> {
  /** Scrapes that may be answered at the same time. Default: that of the exporter. */
  readonly maxRequests?: number;
}

/** What came of a load, and what the exporter needed for it. */
export interface LoadResult extends Outcome {
  /** Bytes in use by the process: before, in the middle, and at the end. */
  readonly residentMegabytes: readonly [before: number, middle: number, end: number];
  /** Milliseconds of processor time a scrape, of all threads. */
  readonly processorMs: number;
}

/** Scrapes an exporter with a large page at a fixed rate. */
export async function load({ maxRequests, ...order }: LoadOptions): Promise<LoadResult> {
  const source = fileURLToPath(new URL('large-page.ts', import.meta.url));
  const configuration = JSON.stringify({
    sources: { large: { type: 'module', path: source, options: { series: order.series } } },
  });
  const args = maxRequests === undefined ? [] : [`--web.max-requests=${maxRequests}`];
  await using exporter = await ConfiguredExporter.start(configuration, { args });
  const run = async (seconds: number): Promise<Outcome> => {
    const told: Order = { ...order, seconds, url: `${exporter.origin}/metrics` };
    await using scraper = startFromSource('tooling/e2e/load/scraper.ts', [JSON.stringify(told)]);
    const { code } = await scraper.ended;
    if (code !== 0) throw new Error(scraper.output);
    return JSON.parse(scraper.output) as Outcome;
  };
  // Compiled, and with its pages kept.
  await run(Math.min(5, order.seconds));
  const before = residentMegabytes(exporter.pid);
  const processorBefore = processorSeconds(exporter.pid);
  let middle = before;
  const half = sleep((order.seconds / 2) * 1000).then(() => {
    middle = residentMegabytes(exporter.pid);
  });
  const [outcome] = await Promise.all([run(order.seconds), half]);
  const spent = processorSeconds(exporter.pid) - processorBefore;
  return {
    ...outcome,
    residentMegabytes: [before, middle, residentMegabytes(exporter.pid)],
    processorMs: (spent * 1000) / outcome.sent,
  };
}
