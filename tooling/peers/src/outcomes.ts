import type { Contender } from './contender.ts';
import { openTelemetry } from './peers/opentelemetry.ts';
import { platformaticPromClient } from './peers/platformatic-prom-client.ts';
import { promClient } from './peers/prom-client.ts';
import { prometheusIoClient } from './peers/prometheus-io-client.ts';

/** What comes of a rule: the client keeps it, it has the fault, or it has nothing to run the scenario on. */
export type Outcome = 'passes' | 'fault' | 'not offered';

/** The peers, each in the version that its outcomes were found with, by running it. */
export const peers: readonly { contender: Contender; version: string }[] = [
  { contender: promClient, version: '15.1.3' },
  { contender: prometheusIoClient, version: '0.16.1' },
  { contender: platformaticPromClient, version: '1.0.0' },
  { contender: openTelemetry, version: '0.301.0' },
];

const [passes, fault, none] = ['passes', 'fault', 'not offered'] as const;

/**
 * The outcome of each fault for each peer, in the order of {@link peers}: prom-client, its successor at Prometheus, its
 * fork at Platformatic, OpenTelemetry. Where a new version of a peer mends a fault, its entry becomes `passes`. Each fault
 * keeps a peer that has it: a rule that nothing breaks shows nothing.
 */
export const outcomes: Readonly<Record<string, readonly Outcome[]>> = {
  'inc(NaN) poisons a counter for ever': [fault, fault, fault, fault],
  "inc('') makes a counter a string": [fault, fault, fault, passes],
  'label values are escaped only when they are strings': [fault, fault, fault, passes],
  'a label value of undefined becomes the text undefined': [fault, fault, fault, passes],
  'a label object that changes later makes duplicate series': [fault, fault, fault, fault],
  'keys collide over a bar: x|y and z are x and y|z': [passes, fault, fault, passes],
  'keys collide over a comma: x,b:y and z are x and y,b:z': [fault, passes, passes, passes],
  'bounds are not sorted': [fault, fault, fault, passes],
  'an explicit bound of Infinity gives two last buckets': [fault, fault, fault, passes],
  'a negative bound swallows the overflow': [fault, fault, fault, passes],
  'reset() of an unlabelled histogram makes it vanish': [fault, fault, fault, none],
  'a scrape as OpenMetrics renames counters for good': [fault, fault, fault, none],
  'gauge foo beside counter foo_total gives two families foo': [fault, fault, fault, none],
  'an empty registry gives a blank line before # EOF': [fault, fault, fault, none],
  'a whole bound is written le="1" in OpenMetrics': [fault, fault, fault, none],
  'a quantile of nothing is 0': [fault, fault, fault, none],
  'an exemplar through a handle loses the labels and the amount': [fault, fault, fault, none],
  'a counter throws over a long exemplar after it counted': [fault, fault, fault, none],
  'a histogram throws over a long exemplar after it counted': [fault, fault, fault, none],
  'a collector that throws fails the scrape': [fault, fault, fault, passes],
  'a collector that hangs hangs the scrape': [fault, fault, fault, fault],
  'three scrapes at once collect three times': [fault, fault, fault, fault],
};
