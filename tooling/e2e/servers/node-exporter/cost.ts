import { processorSeconds } from '../../load/process-cost.ts';
import type { Exporter } from './exporters.ts';

/** What a scrape of an exporter costs, in milliseconds. */
export interface ScrapeCost {
  /** From the request to the end of the page, as the scraper sees it: the median. */
  readonly wall: number;
  /** Processor time of the exporter's process, with that of its threads: the mean. */
  readonly processor: number;
}

/** Scrapes each exporter `scrapes` times, in turns, so that what else the machine does falls on both. */
export async function measureCost(
  exporters: readonly Exporter[],
  scrapes: number,
): Promise<ScrapeCost[]> {
  const warmUp = Math.ceil(scrapes / 4);
  const wall = exporters.map((): number[] => []);
  let before: number[] = [];
  for (let scrape = -warmUp; scrape < scrapes; scrape++) {
    if (scrape === 0) before = exporters.map(({ pid }) => processorSeconds(pid));
    for (const [index, exporter] of exporters.entries()) {
      const start = performance.now();
      await exporter.scrape();
      if (scrape >= 0) wall[index]?.push(performance.now() - start);
    }
  }
  return exporters.map(({ pid }, index) => ({
    wall: median(wall[index] as number[]),
    processor: ((processorSeconds(pid) - (before[index] as number)) * 1000) / scrapes,
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
