import type { Client, ObservingHandle } from '../contender.ts';
import { labelSets } from '../label-sets.ts';
import { timeLoop } from '../measure.ts';
import { expectTotals, pageTotals } from '../page-totals.ts';
import { randomNumbers, shuffledIndexes } from '../random.ts';
import type { Settings } from '../settings.ts';
import type { Case } from './case.ts';
import { buckets, cycleMask, ValueCycle } from './observed-values.ts';

const counterName = 'bench_events_total';
const histogramName = 'bench_duration_seconds';

type Measured = (client: Client, settings: Settings) => Promise<number | undefined>;

function operation(description: Omit<Case, 'unit' | 'against' | 'run'>, measured: Measured): Case {
  return {
    unit: 'ns',
    against: 'javascript',
    ...description,
    run: async (contender, settings) => {
      const client = contender.client?.({ keepPages: false });
      return client === undefined ? undefined : measured(client, settings);
    },
  };
}

/** @throws WrongPage if the page does not show `sum` in `samples` series */
async function expectOnPage(client: Client, name: string, samples: number, sum: number) {
  expectTotals(await pageTotals(await client.page('text'), 'text', name), { samples, sum });
}

/** Observes by a handle, and compares count and sum. */
async function observeBy(
  client: Client,
  name: string,
  handle: ObservingHandle,
  settings: Settings,
): Promise<number> {
  const cycle = new ValueCycle();
  const { values } = cycle;
  const { nsPerOperation, operations } = timeLoop((n) => {
    let at = cycle.taken;
    for (const end = at + n; at < end; at++) handle.observe(values[at & cycleMask] as number);
    cycle.taken = at;
  }, settings.loop);
  await expectOnPage(client, `${name}_count`, 1, operations);
  await expectOnPage(client, `${name}_sum`, 1, cycle.sum());
  return nsPerOperation;
}

const incWithoutLabels = operation(
  { id: 'inc', title: 'inc() without labels', acceptedRatio: 1 },
  async (client, settings) => {
    const counter = client.counter(counterName);
    const { nsPerOperation, operations } = timeLoop((n) => {
      for (let i = 0; i < n; i++) counter.inc();
    }, settings.loop);
    await expectOnPage(client, counterName, 1, operations);
    return nsPerOperation;
  },
);

const incOnHandle = operation(
  { id: 'inc-handle', title: 'inc() on a handle', acceptedRatio: 25 },
  async (client, settings) => {
    const sets = labelSets(settings.combinations, settings);
    const options = { name: counterName, labelNames: sets.names, series: 1 };
    const handle = client.labelledCounter(options).labels(sets.at(0));
    const { nsPerOperation, operations } = timeLoop((n) => {
      for (let i = 0; i < n; i++) handle.inc();
    }, settings.loop);
    await expectOnPage(client, counterName, 1, operations);
    return nsPerOperation;
  },
);

const incWithLabels = operation(
  { id: 'inc-labels', title: 'inc({3 labels}), 1,000 combinations', acceptedRatio: 4 },
  async (client, settings) => {
    const count = settings.combinations;
    const sets = labelSets(count, settings);
    const order = shuffledIndexes(count, randomNumbers());
    const options = { name: counterName, labelNames: sets.names, series: count };
    const counter = client.labelledCounter(options);
    const { nsPerOperation, operations } = timeLoop((n) => {
      for (let i = 0; i < n; i++) counter.inc(sets.at(order[i % count] as number));
    }, settings.loop);
    await expectOnPage(client, counterName, count, operations);
    return nsPerOperation;
  },
);

const observeOnHandle = operation(
  { id: 'observe-handle', title: 'observe() on a handle, 11 buckets', acceptedRatio: 15 },
  async (client, settings) => {
    const sets = labelSets(settings.combinations, settings);
    const options = { name: histogramName, labelNames: sets.names, series: 1, buckets };
    const handle = client.labelledHistogram(options).labels(sets.at(0));
    return observeBy(client, histogramName, handle, settings);
  },
);

const observeWithLabels = operation(
  { id: 'observe-labels', title: 'observe({3 labels}, v), 1,000 combinations', acceptedRatio: 4 },
  async (client, settings) => {
    const count = settings.combinations;
    const sets = labelSets(count, settings);
    const order = shuffledIndexes(count, randomNumbers());
    const options = { name: histogramName, labelNames: sets.names, series: count, buckets };
    const histogram = client.labelledHistogram(options);
    const cycle = new ValueCycle();
    const { values } = cycle;
    const { nsPerOperation, operations } = timeLoop((n) => {
      let at = cycle.taken;
      for (const end = at + n; at < end; at++) {
        const labels = sets.at(order[at % count] as number);
        histogram.observe(labels, values[at & cycleMask] as number);
      }
      cycle.taken = at;
    }, settings.loop);
    await expectOnPage(client, `${histogramName}_count`, count, operations);
    await expectOnPage(client, `${histogramName}_sum`, count, cycle.sum());
    return nsPerOperation;
  },
);

const observeNative: Case = {
  ...operation(
    { id: 'observe-native', title: 'observe() on a native histogram', acceptedRatio: 2 },
    async (client, settings) => {
      const histogram = client.nativeHistogram?.(histogramName, 1.1);
      return histogram && observeBy(client, histogramName, histogram, settings);
    },
  ),
  against: 'client_golang',
};

const observeSummary = operation(
  { id: 'observe-summary', title: 'observe() on a handle of a summary', acceptedRatio: 5 },
  async (client, settings) => {
    const sets = labelSets(settings.combinations, settings);
    const summary = client.labelledSummary?.({
      name: histogramName,
      labelNames: sets.names,
      series: 1,
      quantiles: [0.5, 0.9, 0.99],
    });
    return summary && observeBy(client, histogramName, summary.labels(sets.at(0)), settings);
  },
);

export const singleOperations: readonly Case[] = [
  incWithoutLabels,
  incOnHandle,
  incWithLabels,
  observeOnHandle,
  observeWithLabels,
  observeNative,
  observeSummary,
];
