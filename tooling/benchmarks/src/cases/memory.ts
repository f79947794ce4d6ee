import { bytesInUse } from '../measure.ts';
import { expectTotals, pageTotals } from '../page-totals.ts';
import type { Case } from './case.ts';
import { ChangingCounters } from './changing-counters.ts';

const scrapes = 10;

function memory(
  description: Pick<Case, 'id' | 'title' | 'acceptedRatio'>,
  keepPages: boolean,
): Case {
  return {
    ...description,
    unit: 'bytes',
    against: 'javascript',
    async run(contender, settings) {
      const counters = new ChangingCounters(settings);
      const before = bytesInUse();
      const client = contender.client?.({ keepPages });
      if (client === undefined) return undefined;
      counters.begin(client);
      for (let scrape = 0; scrape < scrapes; scrape++) {
        counters.changeAll();
        await client.page('text');
      }
      // The last page has been sent: what is left of the call that made it goes with this turn.
      await new Promise((resolve) => setImmediate(resolve));
      const bytes = (bytesInUse() - before) / settings.series;
      const shown = await pageTotals(
        await client.page('text'),
        'text',
        ChangingCounters.metricName,
      );
      expectTotals(shown, counters.totals());
      return bytes;
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
