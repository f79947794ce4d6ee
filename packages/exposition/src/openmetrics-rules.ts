import type { MetricType } from '@telltale/model';
import { checkBuckets } from './distribution-rules.ts';
import type { ParseCursor } from './parse-cursor.ts';
import type { ParsedFamily, ParsedPoint } from './parsed-family.ts';

/** A point of an OpenMetrics page. */
export interface OpenMetricsPoint extends ParsedPoint {
  /** Whether a bound was not written as the specification writes it. */
  hasLooseBounds?: boolean | undefined;
}

/**
 * What has to hold of a whole point, once all of its samples are read.
 *
 * @see OpenMetrics 1.0, "Metric Types"
 */
export function checkPoint(
  cursor: ParseCursor,
  family: ParsedFamily,
  point: OpenMetricsPoint,
): void {
  switch (family.type) {
    case 'counter':
      if (point.value === undefined) {
        throw cursor.fail(
          `${family.name}: a sample ${family.name}_total is missing`,
          point.position,
        );
      }
      return;
    case 'histogram':
    case 'gaugehistogram':
      checkHistogram(cursor, family.name, family.type, point);
      return;
    case 'summary':
      checkSummary(cursor, family.name, point);
      return;
    case 'stateset':
      checkStates(cursor, family.name, point);
      return;
    default:
  }
}

function checkHistogram(
  cursor: ParseCursor,
  name: string,
  type: MetricType,
  point: OpenMetricsPoint,
): void {
  checkBuckets(cursor, name, point);
  const { sum, count, position } = point;
  if ((sum === undefined) !== (count === undefined)) {
    throw cursor.fail(`${name}: the sum and the count must be both there or neither`, position);
  }
  if (sum === undefined) return;
  const hasNegativeBound = Number(point.cells[0]?.key) < 0;
  if (sum < 0 && !hasNegativeBound) {
    throw cursor.fail(`${name}: the sum is negative, but no bucket bound is`, position);
  }
  if (type === 'gaugehistogram' || !hasNegativeBound) return;
  // The specification forbids a sum beside a negative bound, and the reference parser refuses it. client_golang writes
  // it all the same, with all bounds in canonical form, and Prometheus takes it: so much is read, and kept.
  if (point.hasLooseBounds === true) {
    throw cursor.fail(`${name}: a histogram with a negative bucket bound has no sum`, position);
  }
  point.asRead = true;
}

function checkSummary(cursor: ParseCursor, name: string, point: OpenMetricsPoint): void {
  point.cells.sort((a, b) => Number(a.key) - Number(b.key));
  for (const [index, { key, position }] of point.cells.entries()) {
    if (point.cells[index - 1]?.key === key) {
      throw cursor.fail(`${name}: quantile ${key} stands twice`, position);
    }
  }
  const negative = point.cells.find(({ value }) => value < 0);
  if (negative === undefined && !((point.sum ?? 0) < 0)) return;
  // As with histograms: client_golang writes summaries of negative observations, always whole.
  if (point.sum === undefined || point.count === undefined) {
    throw cursor.fail(
      `${name}: the sum and the quantiles of a summary are not negative`,
      negative?.position ?? point.position,
    );
  }
  point.asRead = true;
}

function checkStates(cursor: ParseCursor, name: string, point: OpenMetricsPoint): void {
  const seen = new Set<number | string>();
  for (const { key, position } of point.cells) {
    if (seen.has(key)) throw cursor.fail(`${name}: state ${key} stands twice`, position);
    seen.add(key);
  }
}
