/**
 * The metric types of the Prometheus data model and of OpenMetrics.
 *
 * `gaugehistogram` and `unknown` have no instrument: a collector emits them as families.
 *
 * @see OpenMetrics 1.0, "Metric Types"
 */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';
