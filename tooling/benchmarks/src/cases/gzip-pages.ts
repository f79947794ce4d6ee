import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import type { Client } from '../contender.ts';
import { timeMade } from '../measure.ts';
import { expectTotals, pageTotals, partsOf } from '../page-totals.ts';
import type { Case } from './case.ts';
import { ChangingCounters } from './changing-counters.ts';

const compress = promisify(gzip);
const handful = 10;

function gzipPage(
  description: Pick<Case, 'id' | 'title' | 'acceptedRatio'>,
  change: (counters: ChangingCounters, series: number) => void,
): Case {
  return {
    ...description,
    unit: 'ns',
    against: 'javascript',
    async run(contender, settings) {
      const client = contender.client?.({ keepPages: true });
      if (client === undefined) return undefined;
      const counters = new ChangingCounters(settings);
      counters.begin(client);
      const { ns, last } = await timeMade(
        () => gzipPageOf(client),
        () => {
          change(counters, settings.series);
        },
        settings.page,
      );
      const page = gunzipSync(Buffer.concat(last));
      expectTotals(await pageTotals(page, 'text', ChangingCounters.metricName), counters.totals());
      return ns;
    },
  };
}

async function gzipPageOf(client: Client): Promise<readonly Uint8Array[]> {
  if (client.gzipPage !== undefined) return client.gzipPage();
  const [first, ...others] = partsOf(await client.page('text'));
  if (first === undefined || others.length > 0) throw new TypeError('the page is not in one part');
  return [await compress(first)];
}

/** Level 6 everywhere, off the event loop. */
export const gzipPages: readonly Case[] = [
  gzipPage(
    {
      id: 'page-gzip-cluster',
      title: 'gzip of the page of 100,000 counters, 5% next to each other changed',
      acceptedRatio: 10,
    },
    (counters) => {
      counters.changeCluster(0.05);
    },
  ),
  gzipPage(
    {
      id: 'page-gzip-handful',
      title: 'the same, a random 10 counters changed',
      acceptedRatio: 10,
    },
    (counters, series) => {
      counters.changePart(Math.min(1, handful / series));
    },
  ),
];
