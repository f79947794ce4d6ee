import { MetricError } from '@telltale/model';
import { describeValue, invalidOption } from '@telltale/model/internal';
import { checkChoice, checkColumn, checkKeys, checkNames, checkRecord } from './check-option.ts';
import { bucketsOf } from './histogram-reader.ts';
import type {
  HistogramRowMetric,
  RowMetric,
  RowPolicies,
  StateSetRowMetric,
  SummaryRowMetric,
  ValueRowMetric,
} from './row-metric.ts';
import { quantilesOf } from './summary-reader.ts';

const policies: Readonly<Record<keyof RowPolicies, readonly string[]>> = {
  onEmpty: ['drop', 'zero', 'error'],
  onNull: ['drop', 'zero', 'nan', 'error'],
  onDuplicate: ['first', 'sum', 'error'],
};

const headKeys = [
  ...['name', 'help', 'type', 'unit', 'keyLabels', 'staticLabels', 'timestampColumn'],
  ...Object.keys(policies),
];
const histogramKeys = [
  'bucketColumns',
  'cumulative',
  'countColumn',
  'sumColumn',
  'observationColumn',
  'buckets',
];

const keysOfType: Readonly<Record<RowMetric['type'], readonly string[]>> = {
  gauge: ['values', 'valueLabel', 'staticValue'],
  counter: ['values', 'valueLabel', 'staticValue', 'startTimestampColumn'],
  histogram: histogramKeys,
  gaugehistogram: histogramKeys,
  summary: ['quantileColumns', 'countColumn', 'sumColumn', 'observationColumn'],
  info: [],
  stateset: ['stateColumn', 'states'],
};

/** @throws INVALID_OPTION if a policy is none */
export function checkPolicies(owner: string, given: RowPolicies): void {
  for (const [option, choices] of Object.entries(policies)) {
    checkChoice(owner, option, given[option as keyof RowPolicies], choices);
  }
}

/**
 * Refuses what the type of the metric has no use for, lacks, or cannot read. Name, help, unit and labels are for the
 * family to check.
 *
 * @throws INVALID_OPTION
 */
export function checkMetric(metric: RowMetric): void {
  const { name, type, timestampColumn } = metric;
  const types = Object.keys(keysOfType);
  if (!types.includes(type)) {
    throw invalidOption(name, 'type', type, `one of ${types.join(', ')}`);
  }
  checkKeys(name, metric, [...headKeys, ...keysOfType[type]]);
  checkPolicies(name, metric);
  if (timestampColumn !== undefined) checkColumn(name, 'timestampColumn', timestampColumn);
  switch (metric.type) {
    case 'gauge':
    case 'counter':
      checkValues(metric);
      return;
    case 'histogram':
    case 'gaugehistogram':
      checkHistogram(metric);
      return;
    case 'summary':
      checkSummary(metric);
      return;
    case 'stateset':
      checkStates(metric);
      return;
    case 'info':
  }
}

function checkValues(metric: ValueRowMetric): void {
  const { name, type, values, valueLabel, staticValue, startTimestampColumn } = metric;
  if ((values === undefined) === (staticValue === undefined)) {
    throw wrong(
      name,
      `${values === undefined ? 'neither' : 'both'} of values and staticValue are given, expected one of them`,
    );
  }
  if (staticValue !== undefined) {
    if (typeof staticValue !== 'number' || (type === 'counter' && !(staticValue >= 0))) {
      throw invalidOption(name, 'staticValue', staticValue, 'a number, from 0 up for a counter');
    }
    if (valueLabel !== undefined)
      throw wrong(name, 'valueLabel is given, but no values that it could name');
  } else {
    checkNames(name, 'values', values, 'names of columns');
    if ((values?.length ?? 0) > 1 && valueLabel === undefined) {
      throw wrong(
        name,
        'there are several values, expected a valueLabel that tells their series apart',
      );
    }
  }
  if (startTimestampColumn !== undefined)
    checkColumn(name, 'startTimestampColumn', startTimestampColumn);
}

function checkHistogram(metric: HistogramRowMetric): void {
  const { name, bucketColumns, cumulative, observationColumn, buckets } = metric;
  checkForm(metric, {
    ...(bucketColumns && { bucketColumns }),
    ...(cumulative !== undefined && { cumulative }),
  });
  if (observationColumn === undefined) {
    checkRecord(name, 'bucketColumns', bucketColumns, "{ '0.1': 'le_100ms' }");
    const bounds = bucketsOf(bucketColumns ?? {}).map(([bound]) => bound);
    if (bounds.length === 0)
      throw wrong(name, 'bucketColumns has no bound, expected at least one below Infinity');
    checkAscending(name, 'bucketColumns', bounds);
    checkChoice(name, 'cumulative', cumulative === undefined ? undefined : String(cumulative), [
      'true',
      'false',
    ]);
    if (buckets !== undefined)
      throw wrong(name, 'buckets is only for observationColumn; the bounds are in bucketColumns');
  } else if (buckets !== undefined) {
    if (!Array.isArray(buckets))
      throw invalidOption(name, 'buckets', buckets, 'an array of numbers');
    checkAscending(name, 'buckets', buckets);
  }
}

function checkSummary(metric: SummaryRowMetric): void {
  const { name, quantileColumns, observationColumn } = metric;
  checkForm(metric, quantileColumns && { quantileColumns });
  if (observationColumn !== undefined || quantileColumns === undefined) return;
  checkRecord(name, 'quantileColumns', quantileColumns, "{ '0.99': 'p99' }");
  const quantiles = quantilesOf(quantileColumns).map(([quantile]) => quantile);
  if (!quantiles.every((quantile) => quantile >= 0 && quantile <= 1)) {
    throw invalidOption(
      name,
      'quantileColumns',
      Object.keys(quantileColumns).join(', '),
      'quantiles from 0 to 1',
    );
  }
  checkAscending(name, 'quantileColumns', quantiles);
}

/** Either a column of observations, or columns of sum and count with what else there is. */
function checkForm(
  metric: HistogramRowMetric | SummaryRowMetric,
  others: object | undefined,
): void {
  const { name, observationColumn, countColumn, sumColumn } = metric;
  if (observationColumn === undefined) {
    checkColumn(name, 'countColumn', countColumn);
    checkColumn(name, 'sumColumn', sumColumn);
    return;
  }
  checkColumn(name, 'observationColumn', observationColumn);
  const given = { ...others, countColumn, sumColumn };
  for (const [option, value] of Object.entries(given)) {
    if (value !== undefined)
      throw wrong(name, `${option} and observationColumn are both given, expected one form`);
  }
  if (metric.onDuplicate !== undefined) {
    throw wrong(
      name,
      'onDuplicate has no meaning with observationColumn: rows with the same labels are made one series',
    );
  }
}

function checkStates({ name, stateColumn, states }: StateSetRowMetric): void {
  checkColumn(name, 'stateColumn', stateColumn);
  checkNames(name, 'states', states, 'names of states');
}

function checkAscending(name: string, option: string, numbers: readonly unknown[]): void {
  numbers.forEach((each, at) => {
    const isBound = typeof each === 'number' && Number.isFinite(each);
    if (isBound && (at === 0 || each > (numbers[at - 1] as number))) return;
    throw wrong(name, `${option} has ${describeValue(each)}, expected finite numbers that ascend`);
  });
}

function wrong(metric: string, what: string): MetricError {
  return new MetricError('INVALID_OPTION', `${metric}: ${what}.`, { metric });
}
