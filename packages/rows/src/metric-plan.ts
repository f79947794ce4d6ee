import { constantFamily, MetricError } from '@telltale/model';
import { checkMetricName, invalidOption, type FamilyHead } from '@telltale/model/internal';
import { checkMetric } from './check-metric.ts';
import { checkRecord } from './check-option.ts';
import { histogramReader } from './histogram-reader.ts';
import type { OnDuplicate, OnEmpty, OnNull, RowMetric, RowPolicies } from './row-metric.ts';
import type { RowReader } from './row-reader.ts';
import { infoReader, stateReader } from './state-reader.ts';
import { summaryReader } from './summary-reader.ts';
import { valueReader } from './value-reader.ts';

/** A metric that was checked, and how its family is made. */
export interface MetricPlan {
  readonly head: FamilyHead;
  /** The columns of the first labels; static labels and the value label follow. */
  readonly keyColumns: readonly string[];
  readonly staticValues: readonly string[];
  readonly reader: RowReader;
  readonly timestampColumn: string | undefined;
  readonly startTimestampColumn: string | undefined;
  readonly onEmpty: OnEmpty;
  readonly onNull: OnNull;
  readonly onDuplicate: OnDuplicate;
}

/**
 * Checks a metric with the policies that it has if it has none of its own.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION
 */
export function planMetric(metric: RowMetric, policies: RowPolicies): MetricPlan {
  if (typeof metric !== 'object' || (metric as unknown) === null) {
    throw new MetricError(
      'INVALID_OPTION',
      'metrics: expected objects of { name, help, type, … }.',
    );
  }
  const { name, help, type, unit, staticLabels, timestampColumn } = metric;
  checkMetricName(name);
  checkMetric(metric);
  const keys = keyColumnsOf(name, metric.keyLabels);
  const statics =
    staticLabels === undefined
      ? []
      : checkRecord(name, 'staticLabels', staticLabels, "{ region: 'eu' }");
  const valueLabel = 'valueLabel' in metric ? metric.valueLabel : undefined;
  const labelNames = [
    ...keys.map(([label]) => label),
    ...statics.map(([label]) => label),
    ...(valueLabel === undefined ? [] : [valueLabel]),
  ];
  const head = constantFamily({ name, help, type, unit, labelNames, series: [] });
  const reader = readerOf(metric);
  const plan: MetricPlan = {
    head,
    keyColumns: keys.map(([, column]) => column),
    staticValues: statics.map(([, value]) => value.toWellFormed()),
    reader,
    timestampColumn,
    startTimestampColumn:
      'startTimestampColumn' in metric ? metric.startTimestampColumn : undefined,
    onEmpty: metric.onEmpty ?? policies.onEmpty ?? 'drop',
    onNull: metric.onNull ?? policies.onNull ?? 'drop',
    onDuplicate: metric.onDuplicate ?? policies.onDuplicate ?? 'error',
  };
  checkFit(plan);
  return plan;
}

function keyColumnsOf(
  name: string,
  keyLabels: RowMetric['keyLabels'],
): [label: string, column: string][] {
  if (keyLabels === undefined) return [];
  if (!Array.isArray(keyLabels)) {
    throw invalidOption(
      name,
      'keyLabels',
      keyLabels,
      "an array of columns, or of { label: 'column' }",
    );
  }
  return (keyLabels as readonly unknown[]).flatMap((each) =>
    typeof each === 'string'
      ? [[each, each] as [string, string]]
      : checkRecord(name, 'keyLabels', each, "{ database: 'datname' }"),
  );
}

function readerOf(metric: RowMetric): RowReader {
  switch (metric.type) {
    case 'gauge':
    case 'counter':
      return valueReader(metric);
    case 'histogram':
    case 'gaugehistogram':
      return histogramReader(metric);
    case 'summary':
      return summaryReader(metric);
    case 'info':
      return infoReader();
    case 'stateset':
      return stateReader(metric);
  }
}

/** Policies come from the collector too, where not each of them may fit each of its metrics. */
function checkFit(plan: MetricPlan): void {
  const { head, reader, keyColumns } = plan;
  const refuse = (option: string, value: string, why: string): never => {
    const message = `${head.name}: ${option} is "${value}", but ${why}. Give this metric an ${option} of its own.`;
    throw new MetricError('INVALID_OPTION', message, { metric: head.name });
  };
  if (plan.onEmpty === 'zero') {
    if (reader.zero === undefined)
      refuse('onEmpty', 'zero', `a metric of type ${head.type} has no zero`);
    if (keyColumns.length > 0) {
      refuse('onEmpty', 'zero', 'without a row the values of its key labels are not known');
    }
  }
  const hasNaN =
    head.type === 'gauge' || head.type === 'info' || (reader.layout.quantiles?.length ?? 0) > 0;
  if (plan.onNull === 'nan' && !hasNaN) {
    refuse('onNull', 'nan', `a metric of type ${head.type} cannot be NaN`);
  }
  if (plan.onDuplicate === 'sum' && reader.add === undefined) {
    const what = head.type === 'summary' ? 'quantiles' : `metrics of type ${head.type}`;
    refuse('onDuplicate', 'sum', `${what} cannot be added up`);
  }
}
