import { readFileSync } from 'node:fs';
import type { Exporter } from './exporters.ts';

/** What a scrape of an exporter costs, in milliseconds. */
export interface ScrapeCost {
  /** From the request to the end of the page, as the scraper sees it: the median. */
  readonly wall: number;
  /** Processor time of the exporter's process, with that of its threads: the mean. */
  readonly processor: number;
}

/** USER_HZ, which is 100 on every architecture that Node.js runs on. */
const millisecondsPerTick = 10;

/** Scrapes each exporter `scrapes` times, in turns, so that what else the machine does falls on both. */
export async function measureCost(
  exporters: readonly Exporter[],
  scrapes: number,
): Promise<ScrapeCost[]> {
  const warmUp = Math.ceil(scrapes / 4);
  const wall = exporters.map((): number[] => []);
  let before: number[] = [];
  for (let scrape = -warmUp; scrape < scrapes; scrape++) {
    if (scrape === 0) before = exporters.map(({ pid }) => processorTime(pid));
    for (const [index, exporter] of exporters.entries()) {
      const start = performance.now();
      await exporter.scrape();
      if (scrape >= 0) wall[index]?.push(performance.now() - start);
    }
  }
  return exporters.map(({ pid }, index) => ({
    wall: median(wall[index] as number[]),
    processor: (processorTime(pid) - (before[index] as number)) / scrapes,
  }));
}

/** Milliseconds that a process has computed for so far, in user and kernel mode. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; what follows it begins with the third field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
