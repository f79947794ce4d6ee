import { checkHelp, checkMetricType, checkUnit } from './check-head.ts';
import { checkSeries } from './check-series.ts';
import { ColumnFamily } from './column-family.ts';
import { columnsOfSeries } from './columns-of-series.ts';
import { MetricError } from './errors.ts';
import type { Exemplar } from './exemplar.ts';
import { invalidOption } from './invalid-option.ts';
import { labelText } from './label-text.ts';
import type { LabelsOf } from './labels.ts';
import type { MetricFamily, Series, SeriesValue } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';
import { checkLabelNames, checkMetricName } from './names.ts';

/** What a family is made of that does not come from an instrument. */
export interface ConstantFamilyOptions<Names extends readonly string[] = readonly string[]> {
  /** Any non-empty, well-formed string. Shown as it is given where the format can carry it. */
  readonly name: string;
  /** One sentence for people. May be empty. */
  readonly help: string;
  /** Any of the types, also those that have no instrument: `gaugehistogram` and `unknown`. */
  readonly type: MetricType;
  /** The base unit, which the name has to end in (before `_total`). Default: none. */
  readonly unit?: string | undefined;
  /** Default: none. */
  readonly labelNames?: Names | undefined;
  /** Read once, when the family is made. Each combination of labels at most once; there may be none. */
  readonly series: Iterable<ConstantSeries<Names>>;
}

/** One series of a {@link ConstantFamilyOptions}. */
export interface ConstantSeries<Names extends readonly string[] = readonly string[]> {
  /** Default: none, for a family without label names. */
  readonly labels?: LabelsOf<Names> | undefined;
  /** In the base unit of the family, in the form that its type asks for. */
  readonly value: SeriesValue;
  /** Unix time in seconds at which counting began. Default: not known. */
  readonly startTimestamp?: number | undefined;
  /** Unix time in seconds at which the source was read. Default: the time of the scrape. */
  readonly timestamp?: number | undefined;
  /** Of a counter; those of a histogram are on its buckets. Default: none. */
  readonly exemplar?: Exemplar | undefined;
}

/**
 * A family for a collector that translates an outside source: one query, many series, no instrument in between.
 * Append it to `buf`; unlike an instrument it takes `NaN` as a gauge's value.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 * @throws INVALID_LABELS if the labels of a series are not the label names
 * @throws INVALID_VALUE if a value does not fit the type, a timestamp or an exemplar is none, or an exemplar is not in its bucket
 */
export function constantFamily<const Names extends readonly string[] = readonly []>(
  options: ConstantFamilyOptions<Names>,
): MetricFamily {
  const { name, help, type, unit } = options;
  checkMetricName(name);
  checkMetricType(name, type);
  checkHelp(name, help);
  checkUnit(name, unit);
  const givenNames: readonly string[] = options.labelNames ?? [];
  checkLabelNames(name, type, givenNames);
  const labelNames: readonly string[] = Object.freeze([...givenNames]);
  const head = { name, help, type, labelNames, ...(unit === undefined ? {} : { unit }) };
  const given = options.series as Partial<Iterable<ConstantSeries>> | null | undefined;
  if (typeof given?.[Symbol.iterator] !== 'function') {
    throw invalidOption(name, 'series', given, 'an iterable of { labels, value }');
  }
  const series: Series[] = [];
  for (const one of options.series) {
    checkSeries(head, one);
    series.push(checkedSeries(name, labelNames, one));
  }
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
