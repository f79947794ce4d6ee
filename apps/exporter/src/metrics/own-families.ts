import { constantFamily, type MetricFamily } from '@telltale/model';
import type { Generation } from '../generation/generation.ts';
import type { Unit } from '../generation/unit.ts';
import { sourceFamilies } from './source-families.ts';
import { durationBounds, failureCauses, type CollectorState } from './collector-state.ts';

/** What the exporter says of the units that a scrape asked, from what is known of each. */
export function ownFamilies(generation: Generation, units: readonly Unit[]): MetricFamily[] {
  const states = [...new Set(units.map(({ state }) => state))].filter(
    (state) => state?.success !== undefined,
  ) as CollectorState[];
  const families = [
    constantFamily({
      name: 'exporter_collection_duration_seconds',
      help: 'Time that a collection took.',
      type: 'histogram',
      labelNames: ['collector'],
      series: states.map(({ name: collector, durations: { counts, sum }, startedAt }) => {
        let count = 0;
        const buckets = [...durationBounds, Infinity].map((upperBound, index) => {
          count += counts[index] ?? 0;
          return { upperBound, count };
        });
        return { labels: { collector }, value: { buckets, count, sum }, startTimestamp: startedAt };
      }),
    }),
    constantFamily({
      name: 'exporter_collection_errors_total',
      help: `Collections that failed, by collector and cause: ${failureCauses.join(', ')}.`,
      type: 'counter',
      labelNames: ['collector', 'cause'],
      // Shown at 0 before the first failure, so that rate() sees the step to 1.
      series: states.flatMap(({ name: collector, errors, startedAt }) =>
        failureCauses.map((cause) => ({
          labels: { collector, cause },
          value: errors[cause],
          startTimestamp: startedAt,
        })),
      ),
    }),
    constantFamily({
      name: 'exporter_collector_success',
      help: 'Whether the last collection of a collector was whole.',
      type: 'gauge',
      labelNames: ['collector'],
      series: states.map(({ name: collector, success }) => ({
        labels: { collector },
        value: success === true ? 1 : 0,
      })),
    }),
    constantFamily({
      name: 'exporter_last_success_timestamp_seconds',
      help: 'When a collector last collected without a failure, as Unix time.',
      type: 'gauge',
      labelNames: ['collector'],
      series: states.flatMap(({ name: collector, lastSuccessAt }) =>
        lastSuccessAt === undefined ? [] : [{ labels: { collector }, value: lastSuccessAt }],
      ),
    }),
    constantFamily({
      name: 'exporter_collector_series',
      help: 'Series that the last collection of a collector gave.',
      type: 'gauge',
      labelNames: ['collector'],
      series: states.flatMap(({ name: collector, last }) =>
        last?.series === undefined ? [] : [{ labels: { collector }, value: last.series }],
      ),
    }),
    constantFamily({
      name: 'exporter_collector_series_dropped_total',
      help: 'Series that were left out because a collector had more than its series_limit.',
      type: 'counter',
      labelNames: ['collector'],
      series: states.map(({ name: collector, droppedSeries, startedAt }) => ({
        labels: { collector },
        value: droppedSeries,
        startTimestamp: startedAt,
      })),
    }),
    constantFamily({
      name: 'exporter_collector_age_seconds',
      help: 'Time since what a collector shows was collected, of those that keep it.',
      type: 'gauge',
      labelNames: ['collector'],
      series: units.flatMap(({ name: collector, ageSeconds }) => {
        const value = ageSeconds?.();
        return value === undefined ? [] : [{ labels: { collector }, value }];
      }),
    }),
    constantFamily({
      name: 'exporter_collector_rows',
      help: 'Rows that the last query of a collector gave.',
      type: 'gauge',
      labelNames: ['collector'],
      series: units.flatMap(({ name: collector, rows }) =>
        rows?.count === undefined ? [] : [{ labels: { collector }, value: rows.count }],
      ),
    }),
    ...sourceFamilies(generation, units),
  ];
  return families.filter(({ columns }) => columns.size > 0);
}
