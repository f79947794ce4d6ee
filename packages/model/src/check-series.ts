import { checkNative } from './check-native.ts';
import type { FamilyHead } from './column-family.ts';
import { isHistogram, isSummary, unfit } from './columns-of-series.ts';
import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';
import type { Exemplar } from './exemplar.ts';
import type { HistogramValue, Series, SeriesValue, SummaryValue } from './metric-family.ts';
import { checkLabelNames } from './names.ts';

/**
 * Refuses what no format can carry, before it costs a page.
 *
 * @throws INVALID_VALUE
 * @throws INVALID_LABEL_NAME if a label of an exemplar cannot be called so
 */
export function checkSeries(head: FamilyHead, series: Omit<Series, 'labels'>): void {
  if (typeof series !== 'object' || (series as unknown) === null) {
    throw invalid(head, `a series is ${describeValue(series)}`, '{ labels, value }');
  }
  const { value, startTimestamp, timestamp, exemplar } = series;
  checkValue(head, value);
  checkTime(head, 'a series', { startTimestamp, timestamp });
  if (exemplar !== undefined) checkExemplar(head, exemplar);
}

/** Whether a value is of the family's type is for columnsOfSeries() to tell; this is about what is in it. */
function checkValue(head: FamilyHead, value: SeriesValue): void {
  if (head.type === 'info' && value !== 1) throw unfit(head, 'the number 1');
  if (head.type === 'summary' && isSummary(value)) checkSummary(head, value);
  if (head.type.endsWith('histogram') && isHistogram(value)) checkHistogram(head, value);
}

function checkHistogram(head: FamilyHead, value: HistogramValue): void {
  if (!value.buckets.every((one) => hasNumbers(one, 'upperBound', 'count'))) {
    throw unfit(head, 'buckets of { upperBound, count }');
  }
  let below = -Infinity;
  for (const { upperBound, exemplar } of value.buckets) {
    if (exemplar !== undefined) {
      checkExemplar(head, exemplar);
      checkPlace(head, exemplar, below, upperBound);
    }
    below = upperBound;
  }
  checkNative(head, value);
  for (const exemplar of value.native?.exemplars ?? []) {
    checkExemplar(head, exemplar);
    if (exemplar.timestamp === undefined) {
      const got = 'an exemplar of native buckets has no timestamp';
      throw invalid(head, got, 'seconds of Unix time');
    }
  }
}

function checkSummary(head: FamilyHead, { count, quantiles }: SummaryValue): void {
  if (!(count >= 0 && count < Infinity)) throw unfit(head, 'a finite count from 0 up');
  if (!quantiles.every((one) => hasNumbers(one, 'quantile', 'value'))) {
    throw unfit(head, 'quantiles of { quantile, value }');
  }
  let last = -Infinity;
  for (const { quantile } of quantiles) {
    if (!(quantile >= 0 && quantile <= 1)) throw unfit(head, 'quantiles from 0 to 1');
    if (!(quantile > last)) throw unfit(head, 'quantiles that ascend');
    last = quantile;
  }
}

/**
 * That an exemplar is one of the observations of its bucket, as strict parsers want it.
 *
 * @see OpenMetrics 1.0, "Exemplars"
 */
function checkPlace(
  head: FamilyHead,
  { value }: Exemplar,
  below: number,
  upperBound: number,
): void {
  // Nothing is below the first bucket, where -Infinity is too.
  if (value <= upperBound && (value > below || below === -Infinity)) return;
  const range = `above ${below} and up to ${upperBound}`;
  throw invalid(head, `an exemplar has the value ${value}`, `one of its bucket, ${range}`);
}

function checkExemplar(head: FamilyHead, exemplar: Exemplar): void {
  if (typeof exemplar !== 'object' || (exemplar as unknown) === null) {
    throw invalid(head, `an exemplar is ${describeValue(exemplar)}`, '{ labels, value }');
  }
  const { labels, value, timestamp } = exemplar as Partial<Exemplar>;
  if (typeof value !== 'number') {
    throw invalid(head, `an exemplar has the value ${describeValue(value)}`, 'a number');
  }
  if (typeof labels !== 'object' || (labels as unknown) === null) {
    const got = `an exemplar has the labels ${describeValue(labels)}`;
    throw invalid(head, got, 'an object; write {} where there are none');
  }
  // As of a label that no type needs for itself: an exemplar may well have a label `le`.
  checkLabelNames(head.name, 'unknown', Object.keys(labels));
  for (const [name, text] of Object.entries<unknown>(labels)) {
    if (typeof text === 'string') continue;
    const got = `an exemplar has the label ${describeValue(name)} of ${describeValue(text)}`;
    throw invalid(head, got, 'a string');
  }
  checkTime(head, 'an exemplar', { timestamp });
}

function checkTime(
  head: FamilyHead,
  owner: string,
  times: Readonly<Record<string, number | undefined>>,
): void {
  for (const [key, time] of Object.entries(times)) {
    if (time === undefined || Number.isFinite(time)) continue;
    const expected = 'seconds of Unix time; leave it out where it is not known';
    throw invalid(head, `${owner} has the ${key} ${describeValue(time)}`, expected);
  }
}

function hasNumbers(item: unknown, ...keys: readonly string[]): boolean {
  const given = item as Readonly<Record<string, unknown>> | null | undefined;
  return keys.every((key) => typeof given?.[key] === 'number');
}

function invalid({ name }: FamilyHead, got: string, expected: string): MetricError {
  return new MetricError('INVALID_VALUE', `${name}: ${got}, expected ${expected}.`, {
    metric: name,
  });
}
