import type { Client } from '../contender.ts';
import { bytesInUse } from '../measure.ts';
import { expectTotals, pageTotals } from '../page-totals.ts';
import type { Settings } from '../settings.ts';
import type { Case } from './case.ts';
import { ChangingCounters } from './changing-counters.ts';

const scrapes = 10;

/** What is left of a call goes with the turns of the event loop that follow. */
async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** Makes the counters in `client` and scrapes them. */
async function scrape(client: Client, settings: Settings): Promise<void> {
  const counters = new ChangingCounters(settings);
  counters.begin(client);
  for (let times = 0; times < scrapes; times++) {
    counters.changeAll();
    await client.page('text');
  }
  const shown = await pageTotals(await client.page('text'), 'text', ChangingCounters.metricName);
  expectTotals(shown, counters.totals());
}

function memory(
  description: Pick<Case, 'id' | 'title' | 'acceptedRatio'>,
  keepPages: boolean,
): Case {
  return {
    ...description,
    unit: 'bytes',
    against: 'javascript',
    async run({ client: createClient }, settings) {
      if (createClient === undefined) return undefined;
      /** Bytes in use while there is a client with its metric, and when there is none any more. */
      const measure = async (): Promise<readonly [number, number]> => {
        const held: { client?: Client } = {};
        await scrape((held.client = createClient({ keepPages })), settings);
        await someTurns();
        const used = bytesInUse();
        delete held.client;
        await someTurns();
        return [used, bytesInUse()];
      };
      // Once for nothing: meanwhile the engine gives up megabytes that it needed to load the program.
      await measure();
      const [used, left] = await measure();
      return (used - left) / settings.series;
    },
  };
}

export const memories: readonly Case[] = [
  memory(
    {
      id: 'memory-kept',
      title: 'memory a series after ten scrapes, 100,000 series, page kept',
      acceptedRatio: 0.8,
    },
    true,
  ),
  memory(
    {
      id: 'memory-not-kept',
      title: 'the same, nothing of the page kept',
      acceptedRatio: 1.3,
    },
    false,
  ),
];
