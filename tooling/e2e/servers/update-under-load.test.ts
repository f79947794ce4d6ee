import { setImmediate as nextTurn } from 'node:timers/promises';
import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { afterAll, expect, test } from 'vitest';
import { startMetricsService } from './metrics-service.ts';
import { readPage, samplesOf } from './page-reader.ts';
import { scrape } from './scrape.ts';

const swaps = 1_000;
const scrapersAtOnce = 8;
const gaugesPerGeneration = 10;

const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());

test(`${swaps} updates under scrapes over HTTP show all of the old or all of the new`, async () => {
  const registry = new Registry();
  let number = 1;
  let swapsInCollections = 0;
  const swap = (): void => {
    const next = generation(++number, swapInCollection);
    registry.update((change) => {
      for (const collector of current) change.unregister(collector);
      for (const collector of next) change.register(collector);
    });
    current = next;
  };
  const swapInCollection = (): void => {
    if (number > swaps) return;
    swapsInCollections++;
    swap();
  };
  let current = generation(number, swapInCollection);
  registry.register(...current);
  const { url } = cleanup.use(await startMetricsService(registry));

  const faults = new Set<string>();
  const seen = new Set<number>();
  const scrapeOn = async (): Promise<void> => {
    for (let turn = 0; number <= swaps; turn++) {
      const format = turn % 2 === 0 ? 'text' : 'openmetrics';
      const samples = samplesOf(readPage(await scrape(url, format), format));
      // As seen from here other scrapes are on their way, in any state.
      if (number <= swaps) swap();
      const shown = samples.filter(({ name }) => name.startsWith('generation_'));
      const [first] = shown;
      for (const { value } of shown) seen.add(value);
      const alike = shown.every(
        ({ name, value }) => value === first?.value && parityOf(name) === parityOf(first.name),
      );
      if (!alike || shown.length !== gaugesPerGeneration + 1) {
        faults.add(shown.map(({ name, value }) => `${name}=${value}`).join(' ') || 'neither');
      }
    }
  };
  await Promise.all(Array.from({ length: scrapersAtOnce }, scrapeOn));

  expect([...faults]).toEqual([]);
  expect(number).toBe(swaps + 1);
  expect(swapsInCollections).toBeGreaterThan(100);
  expect(seen.size).toBeGreaterThan(100);
  expect(seen).not.toContain(0);
});

/**
 * Metrics and a collector that takes its time and calls `halfway` in the midst of it, all with the
 * value `number`. The names alternate, so that parts of two generations are told from a whole one.
 */
function generation(number: number, halfway: () => void): Collector[] {
  const made = (name: string): Gauge => {
    const parity = number % 2 === 0 ? 'even' : 'odd';
    const gauge = new Gauge({ name: `generation_${parity}_${name}`, help: 'Its generation.' });
    gauge.set(number);
    return gauge;
  };
  const slow = made('slow');
  return [
    ...Array.from({ length: gaugesPerGeneration }, (_, index) => made(String(index))),
    {
      name: 'slow',
      async collect(buf) {
        await nextTurn();
        halfway();
        await nextTurn();
        buf.push(slow);
      },
    },
  ];
}

function parityOf(name: string): string | undefined {
  return name.split('_')[1];
}
