export type { CollectContext, Collector, Gatherer, GatherOptions } from './collector.ts';
export { constantFamily } from './constant-family.ts';
export type { ConstantFamilyOptions, ConstantSeries } from './constant-family.ts';
export {
  ConfigError,
  GatherError,
  MetricError,
  ParseError,
  type GatherProblem,
  type MetricErrorCode,
} from './errors.ts';
export type { Exemplar } from './exemplar.ts';
export type { FamilyColumns, LabelRows, SeriesShape } from './family-columns.ts';
export type { Labels, LabelsOf, LabelTuple, LabelValue } from './labels.ts';
export { isMetric, type Metric } from './metric.ts';
export type {
  HistogramBucket,
  HistogramValue,
  MetricFamily,
  NativeBucketsValue,
  NativeHistogramValue,
  Series,
  SeriesValue,
  StateSetValue,
  SummaryQuantile,
  SummaryValue,
} from './metric-family.ts';
export type { MetricType } from './metric-type.ts';
export { isLegacyLabelName, isLegacyMetricName } from './names.ts';
