import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openCollectors } from './testing/gauges-module.ts';
import { RunningExporter } from './testing/running-exporter.ts';
import { samplesOf } from './testing/samples.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

vi.setConfig({ testTimeout: 180_000 });

const reloads = 1000;
/** What is settled by then does not grow any more. */
const settledAfter = 300;
/** A leak of a generation, with its sources and metrics, would be tens of kilobytes for each reload. */
const mostGrowthBytes = 3_000_000;

const path = fileURLToPath(new URL('testing/gauges-module.ts', import.meta.url));

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(async () => {
  await RunningExporter.endAll();
  folder[Symbol.dispose]();
});

/** The configuration of the `index`-th reload: one source that stays, one that changes, one that comes and goes. */
function configure(index: number): string {
  const gauges = (values: object, schedule: object = {}): object => ({
    type: 'module',
    path,
    options: { gauges: values },
    ...schedule,
  });
  const sources = {
    stays: gauges({ stays: 7 }),
    changes: gauges({ in_all: 1 + (index % 3), [`only_${index % 4}`]: 1 }),
    works_by_itself: gauges({ by_itself: 1 + (index % 2) }, { mode: 'interval', interval: '10ms' }),
    ...(index % 2 === 0 && { comes_and_goes: gauges({ now_and_then: 3 }, { cache_ttl: '5ms' }) }),
  };
  return folder.write('telltale.yaml', JSON.stringify({ sources }));
}

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it('leaves no gap, no zero and nothing behind, however often, while it is scraped', async () => {
  const exporter = await RunningExporter.start([
    `--config.file=${configure(0)}`,
    '--web.enable-lifecycle',
    '--web.disable-exporter-metrics',
  ]);
  const inAll = ['stays', 'in_all', 'by_itself', 'stays_collections_total'];
  let scrapes = 0;
  let collections = 0;
  let isDone = false;
  const scrapeOn = async (): Promise<void> => {
    while (!isDone) {
      const page = samplesOf(await exporter.metrics());
      scrapes++;
      for (const name of inAll) expect(page.get(name), name).toBeGreaterThan(0);
      // Of the rest, what is there has a value.
      for (const name of ['only_0', 'only_1', 'only_2', 'only_3', 'now_and_then']) {
        if (page.has(name)) expect(page.get(name), name).toBeGreaterThan(0);
      }
      collections = Math.max(collections, page.get('stays_collections_total') ?? 0);
    }
  };
  const scrapers = [scrapeOn(), scrapeOn()];

  let settledHeap = 0;
  let settledResources = 0;
  for (let index = 1; index <= reloads; index++) {
    configure(index);
    const { statusCode, body } = await exporter.reload();
    expect(statusCode, body).toBe(200);
    const page = samplesOf(await exporter.metrics());
    const there = [...page.keys()].filter((name) => /^(only_\d|now_and_then)$/.test(name));
    expect(there.sort()).toEqual(
      [...(index % 2 === 0 ? ['now_and_then'] : []), `only_${index % 4}`].sort(),
    );
    expect(page.get('in_all')).toBe(1 + (index % 3));
    expect(page.has('exporter_collector_success{collector="comes_and_goes"}')).toBe(
      index % 2 === 0,
    );
    if (index === settledAfter) {
      settledHeap = heapUsed();
      settledResources = process.getActiveResourcesInfo().length;
    }
  }
  isDone = true;
  await Promise.all(scrapers);

  expect(scrapes).toBeGreaterThan(reloads / 2);
  // Its counts never began anew.
  expect(collections).toBeGreaterThan(reloads);
  await expect.poll(openCollectors).toBe(4);
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(settledResources + 5);
  expect(heapUsed() - settledHeap).toBeLessThan(mostGrowthBytes);
});
