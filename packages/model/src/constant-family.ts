import { ColumnFamily } from './column-family.ts';
import { columnsOfSeries } from './columns-of.ts';
import { MetricError } from './errors.ts';
import { labelText } from './label-text.ts';
import type { LabelsOf } from './labels.ts';
import type { MetricFamily, Series, SeriesValue } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';
import { checkLabelNames, checkMetricName } from './names.ts';

/** What a family is made of that does not come from an instrument. */
export interface ConstantFamilyOptions<Names extends readonly string[] = readonly string[]> {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** The base unit, a suffix of the name. Default: none. */
  readonly unit?: string;
  /** Default: none. */
  readonly labelNames?: Names;
  readonly series: Iterable<ConstantSeries<Names>>;
}

/** One series of a {@link ConstantFamilyOptions}. */
export interface ConstantSeries<Names extends readonly string[] = readonly string[]> {
  /** Default: none, for a family without label names. */
  readonly labels?: LabelsOf<Names>;
  readonly value: SeriesValue;
  /** Unix time in seconds at which counting began. Default: not known. */
  readonly startTimestamp?: number;
  /** Unix time in seconds at which the source was read. Default: the time of the scrape. */
  readonly timestamp?: number;
}

/**
 * A family for a collector that translates an outside source: one query, many series, no instrument in between.
 * Append it to `buf`; unlike an instrument it takes `NaN` as a gauge's value.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME
 * @throws INVALID_LABELS if the labels of a series are not the label names
 * @throws INVALID_VALUE if a value does not fit the type
 */
export function constantFamily<const Names extends readonly string[] = readonly []>(
  options: ConstantFamilyOptions<Names>,
): MetricFamily {
  const { name, type } = options;
  checkMetricName(name);
  const labelNames: readonly string[] = [...(options.labelNames ?? [])];
  checkLabelNames(name, type, labelNames);
  const series: Series[] = [];
  for (const one of options.series) series.push(checkedSeries(name, labelNames, one));
  const head = {
    name,
    help: options.help,
    type,
    labelNames,
    ...(options.unit === undefined ? {} : { unit: options.unit }),
  };
  return new ColumnFamily(head, columnsOfSeries(head, series));
}

function checkedSeries(
  metric: string,
  labelNames: readonly string[],
  series: ConstantSeries,
): Series {
  const given: Readonly<Record<string, unknown>> = series.labels ?? {};
  const fits =
    Object.keys(given).length === labelNames.length &&
    labelNames.every((name) => Object.hasOwn(given, name));
  if (!fits) {
    throw new MetricError(
      'INVALID_LABELS',
      `${metric}: a series has the labels {${Object.keys(given).join(', ')}}, expected {${labelNames.join(', ')}}. ` +
        'Give each series every label name of its family and no other.',
      { metric },
    );
  }
  const labels = labelNames.map((name) => [name, labelText(metric, name, given[name])]);
  return { ...series, labels: Object.fromEntries(labels) as Record<string, string> };
}
