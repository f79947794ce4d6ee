import { fileURLToPath } from 'node:url';
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
  /** Memory of the process before, and then each second. */
  readonly residentMegabytes: readonly number[];
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
  const memory = [residentMegabytes(exporter.pid)];
  const processorBefore = processorSeconds(exporter.pid);
  const timer = setInterval(() => memory.push(residentMegabytes(exporter.pid)), 1000);
  const outcome = await run(order.seconds).finally(() => {
    clearInterval(timer);
  });
  memory.push(residentMegabytes(exporter.pid));
  const spent = processorSeconds(exporter.pid) - processorBefore;
  return {
    ...outcome,
    residentMegabytes: memory,
    processorMs: (spent * 1000) / outcome.sent,
  };
}
