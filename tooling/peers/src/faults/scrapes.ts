import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../contender.ts';
import type { Fault } from '../fault.ts';
import { valueOf } from '../page.ts';

/** How long a page that has to come may take, in milliseconds: what the collectors have, many times. */
const patienceMs = 2000;

/** The page of a client that also has the gauge `kept`; undefined where it does not come. */
async function pageWithKept(client: Client): Promise<string | undefined> {
  client.gauge('kept', 1);
  return Promise.race([client.scrape('text'), wait(patienceMs, undefined)]);
}

export const scrapes: readonly Fault[] = [
  {
    name: 'a collector that throws fails the scrape',
    async rule(client) {
      client.gaugeAtScrape('broken', () => {
        throw new Error('no answer');
      });
      const page = await pageWithKept(client).catch((error: unknown) => String(error));
      assert.equal(valueOf(page ?? '', 'kept'), '1', page);
    },
  },
  {
    name: 'a collector that hangs hangs the scrape',
    async rule(client) {
      client.gaugeAtScrape('hanging', () => new Promise<number>(() => undefined));
      const page = await pageWithKept(client);
      assert.ok(page !== undefined, `no page in ${patienceMs} ms`);
      assert.equal(valueOf(page, 'kept'), '1');
    },
  },
  {
    name: 'three scrapes at once collect three times',
    async rule(client) {
      let collected = 0;
      client.gaugeAtScrape('collections', async () => {
        collected++;
        await wait(1);
        return collected;
      });
      const all = await Promise.all([1, 2, 3].map(() => client.scrape('text')));
      for (const page of all) assert.notEqual(valueOf(page, 'collections'), undefined);
      assert.equal(collected, 1);
    },
  },
];
