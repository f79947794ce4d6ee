import type { PageFormat } from '../contender.ts';
import { labelSets } from '../label-sets.ts';
import { collectGarbage, timeMade } from '../measure.ts';
import { expectTotals, pageTotals } from '../page-totals.ts';
import type { Case } from './case.ts';
import { ChangingCounters } from './changing-counters.ts';
import { buckets, cycleMask, ValueCycle } from './observed-values.ts';

type Described = Pick<Case, 'id' | 'title' | 'against' | 'acceptedRatio'>;

function pageOfCounters(description: Described, format: PageFormat, part: number): Case {
  return {
    ...description,
    unit: 'ns',
    async run(contender, settings) {
      const client = contender.client?.({ keepPages: true });
      if (!client?.formats.includes(format)) return undefined;
      const counters = new ChangingCounters(settings);
      counters.begin(client);
      const change = (): void => (part === 1 ? counters.changeAll() : counters.changePart(part));
      const { ns, last } = await timeMade(() => client.page(format), change, settings.page);
      const shown = await pageTotals(last, format, ChangingCounters.metricName);
      expectTotals(shown, counters.totals());
      return ns;
    },
  };
}

const pageOfHistograms: Case = {
  id: 'page-histograms',
  title: 'page of 10,000 histograms of 11 buckets, every one observed',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 12,
  async run(contender, settings) {
    const client = contender.client?.({ keepPages: true });
    if (client === undefined) return undefined;
    const name = 'bench_duration_seconds';
    const series = settings.series / 10;
    const sets = labelSets(series, settings);
    const histogram = client.labelledHistogram({ name, labelNames: sets.names, series, buckets });
    const cycle = new ValueCycle();
    /** What the cumulative counts of all buckets come to, `+Inf` included. */
    let cumulative = 0;
    const observeAll = (): void => {
      for (let index = 0; index < series; index++) {
        const value = cycle.values[cycle.taken++ & cycleMask] as number;
        histogram.observe(sets.at(index), value);
        cumulative += buckets.filter((bound) => value <= bound).length + 1;
      }
    };
    // Several observations each, so that buckets differ.
    for (let times = 0; times < 5; times++) observeAll();
    const { ns, last } = await timeMade(() => client.page('text'), observeAll, settings.page);
    expectTotals(await pageTotals(last, 'text', `${name}_bucket`), {
      samples: series * (buckets.length + 1),
      sum: cumulative,
    });
    expectTotals(await pageTotals(last, 'text', `${name}_count`), {
      samples: series,
      sum: cycle.taken,
    });
    expectTotals(await pageTotals(last, 'text', `${name}_sum`), {
      samples: series,
      sum: cycle.sum(),
    });
    return ns;
  },
};

/** Runs once in its process: nothing is compiled yet, as when an application has just started. */
const firstPage: Case = {
  id: 'page-first',
  title: 'first page after start: 100,000 counters made, then the page',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 4,
  async run(contender, settings) {
    const counters = new ChangingCounters(settings);
    collectGarbage();
    const start = performance.now();
    const client = contender.client?.({ keepPages: true });
    if (client === undefined) return undefined;
    counters.begin(client);
    const page = await client.page('text');
    const took = performance.now() - start;
    expectTotals(await pageTotals(page, 'text', ChangingCounters.metricName), counters.totals());
    return took * 1e6;
  },
};

export const pages: readonly Case[] = [
  pageOfCounters(
    {
      id: 'page-all-changed',
      title: 'page of 100,000 counters (3 labels), every value changed',
      against: 'javascript',
      acceptedRatio: 12,
    },
    'text',
    1,
  ),
  pageOfCounters(
    {
      id: 'page-5-percent-changed',
      title: 'the same, a random 5% changed',
      against: 'javascript',
      acceptedRatio: 20,
    },
    'text',
    0.05,
  ),
  pageOfHistograms,
  firstPage,
  pageOfCounters(
    {
      id: 'page-openmetrics',
      title: 'OpenMetrics page of the 100,000 counters, every value changed',
      against: 'javascript',
      acceptedRatio: 8,
    },
    'openmetrics',
    1,
  ),
  pageOfCounters(
    {
      id: 'page-protobuf',
      title: 'protobuf page of the 100,000 counters, every value changed',
      against: 'client_golang',
      acceptedRatio: 4,
    },
    'protobuf',
    1,
  ),
];
