import type { MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { familyOfSeries } from './family-rows.ts';
import type { MetricPlan } from './metric-plan.ts';

/**
 * The gauges of the last result, each of them `NaN`. Without a last result, those whose series are known all the same,
 * as no label of theirs comes from a row.
 */
export function nanFamilies(
  plans: readonly MetricPlan[],
  last: readonly MetricFamily[] | undefined,
): readonly MetricFamily[] {
  if (last !== undefined) return last.filter(({ type }) => type === 'gauge').map(withoutValues);
  return plans
    .filter(({ head, keyColumns }) => head.type === 'gauge' && keyColumns.length === 0)
    .map(({ head, reader, staticValues }) =>
      familyOfSeries(
        head,
        reader.layout,
        reader.variants.map((variant) => ({
          labelValues: variant === undefined ? staticValues : [...staticValues, variant],
          cells: [NaN],
          timestamp: NaN,
          startTimestamp: NaN,
        })),
      ),
    );
}

function withoutValues(family: MetricFamily): MetricFamily {
  const { size, labelValues } = family.columns;
  const values = new Float64Array(size).fill(NaN);
  return new ColumnFamily(family, { isDistinct: true, size, width: 1, values, labelValues });
}
