import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Contender, DefaultMetrics } from '../contender.ts';
import { collectGarbage } from '../measure.ts';
import { partsOf, WrongPage } from '../page-totals.ts';
import type { ScrapeSettings, Settings } from '../settings.ts';
import { median } from '../statistics.ts';
import type { Case } from './case.ts';

/** What every client shows of the process it is in. */
const shownByAll = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'process_open_fds',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_heap_size_used_bytes',
  'nodejs_heap_space_size_used_bytes{space="new"}',
  'nodejs_active_resources{type="Timeout"}',
  'nodejs_version_info',
];

/** Waits, so that there are timers and samples, scrapes until everything is compiled, and looks at the page. */
async function settled(
  contender: Contender,
  { warmUp }: ScrapeSettings,
): Promise<DefaultMetrics | undefined> {
  const metrics = await contender.defaultMetrics?.();
  if (metrics === undefined) return undefined;
  // Kept, so that there is a timer to be shown.
  const timer = setTimeout(() => undefined, 600_000);
  for (let scrape = 0; scrape < warmUp; scrape++) {
    await metrics.page();
    await nextTurn();
  }
  // Some samples of the event loop at least.
  await sleep(250);
  const page = Buffer.concat(partsOf(await metrics.page())).toString();
  clearTimeout(timer);
  const missing = shownByAll.filter((start) => !page.includes(`\n${start}`));
  if (missing.length > 0) throw new WrongPage(`not on the page: ${missing.join(', ')}`);
  return metrics;
}

/** Of all threads, those of the garbage collector included. */
function cpuNs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) * 1000;
}

const scrapes: Case = {
  id: 'default-metrics-cpu',
  title: 'processor time of a scrape of the default metrics',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 2,
  async run(contender, { scrape }: Settings) {
    const metrics = await settled(contender, scrape);
    if (metrics === undefined) return undefined;
    const batches: number[] = [];
    for (let batch = 0; batch < scrape.batches; batch++) {
      collectGarbage();
      const before = process.cpuUsage();
      for (let count = 0; count < scrape.perBatch; count++) {
        await metrics.page();
        // Some of it is done when the event loop comes to it.
        await nextTurn();
      }
      batches.push(cpuNs(before) / scrape.perBatch);
    }
    return median(batches);
  },
};

/** On the heap and outside of it. */
function allocatedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const allocations: Case = {
  id: 'default-metrics-allocations',
  title: 'memory that a scrape of the default metrics allocates',
  unit: 'bytes',
  against: 'javascript',
  acceptedRatio: 2,
  async run(contender, { scrape }: Settings) {
    const metrics = await settled(contender, scrape);
    if (metrics === undefined) return undefined;
    const growths: number[] = [];
    collectGarbage();
    for (let count = 0; count < scrape.perBatch; count++) {
      const before = allocatedBytes();
      await metrics.page();
      growths.push(allocatedBytes() - before);
      await nextTurn();
    }
    // Garbage is collected during few of them, which is not what the median is.
    return median(growths);
  },
};

const idle: Case = {
  id: 'default-metrics-idle',
  title: 'processor time of a second in which nothing is done, with the default metrics on',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 1,
  async run(contender, { scrape }: Settings) {
    const metrics = await settled(contender, scrape);
    if (metrics === undefined) return undefined;
    collectGarbage();
    // What the scrapes have left to do, and threads that go to sleep.
    await sleep(scrape.idleMs / 5);
    const before = process.cpuUsage();
    await sleep(scrape.idleMs);
    return cpuNs(before) / (scrape.idleMs / 1000);
  },
};

export const defaultMetrics: readonly Case[] = [scrapes, allocations, idle];
