import type { RowMetric } from '@telltale/rows';
import type { RowMetricSettings } from '../config/collector-schema.ts';

/** A metric of a configuration as `rows` takes it, with the labels of its source. */
export function rowMetric(
  settings: RowMetricSettings,
  labels: Readonly<Record<string, string>> = {},
): RowMetric {
  const head = {
    name: settings.name,
    help: settings.help,
    unit: settings.unit,
    keyLabels: settings.key_labels,
    staticLabels: { ...labels, ...settings.static_labels },
    timestampColumn: settings.timestamp,
    onEmpty: settings.on_empty,
    onNull: settings.on_null,
    onDuplicate: settings.on_duplicate,
  };
  switch (settings.type) {
    case 'gauge':
      return { ...head, type: 'gauge', ...valueOf(settings) };
    case 'counter':
      return {
        ...head,
        type: 'counter',
        ...valueOf(settings),
        startTimestampColumn: settings.start_timestamp,
      };
    case 'histogram':
    case 'gaugehistogram':
      return {
        ...head,
        type: settings.type,
        bucketColumns: settings.bucket_columns,
        cumulative: settings.cumulative,
        buckets: settings.buckets,
        ...observedOf(settings),
      };
    case 'summary':
      return {
        ...head,
        type: 'summary',
        quantileColumns: settings.quantile_columns,
        ...observedOf(settings),
      };
    case 'info':
      return { ...head, type: 'info' };
    case 'stateset':
      return {
        ...head,
        type: 'stateset',
        stateColumn: settings.state_column,
        states: settings.states,
      };
  }
}

type ValueSettings = Extract<RowMetricSettings, { type: 'gauge' | 'counter' }>;

function valueOf({ values, value_label: valueLabel, static_value: staticValue }: ValueSettings) {
  return {
    values: typeof values === 'string' ? [values] : values,
    valueLabel,
    staticValue,
  };
}

type ObservedSettings = Extract<
  RowMetricSettings,
  { type: 'histogram' | 'gaugehistogram' | 'summary' }
>;

function observedOf(settings: ObservedSettings) {
  return {
    countColumn: settings.count_column,
    sumColumn: settings.sum_column,
    observationColumn: settings.observation_column,
  };
}
