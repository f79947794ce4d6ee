import type { MetricType } from '@telltale/model';

/**
 * Numbers of the types and the fields of `io.prometheus.client`.
 *
 * @see prometheus/client_model, `io/prometheus/client/metrics.proto`; with the unit and the start timestamps (there
 * `created_timestamp`) prometheus/prometheus, `prompb/io/prometheus/client/metrics.proto`
 */
export const protobufTypes = {
  counter: 0,
  gauge: 1,
  summary: 2,
  unknown: 3,
  histogram: 4,
  gaugehistogram: 5,
} as const satisfies Partial<Record<MetricType, number>>;

export const familyFields = { name: 1, help: 2, type: 3, metric: 4, unit: 5 } as const;

export const metricFields = {
  label: 1,
  gauge: 2,
  counter: 3,
  summary: 4,
  untyped: 5,
  timestampMs: 6,
  histogram: 7,
} as const;

export const labelFields = { name: 1, value: 2 } as const;

/** Of a gauge and an untyped value; of a counter the same, and more. */
export const valueFields = { value: 1, exemplar: 2, start: 3 } as const;

export const summaryFields = { count: 1, sum: 2, quantile: 3, start: 4 } as const;

export const quantileFields = { quantile: 1, value: 2 } as const;

export const histogramFields = {
  count: 1,
  sum: 2,
  bucket: 3,
  countFloat: 4,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  zeroCountFloat: 8,
  negative: { span: 9, delta: 10, count: 11 },
  positive: { span: 12, delta: 13, count: 14 },
  start: 15,
  exemplar: 16,
} as const;

export const bucketFields = { count: 1, upperBound: 2, exemplar: 3, countFloat: 4 } as const;

export const spanFields = { offset: 1, length: 2 } as const;

export const exemplarFields = { label: 1, value: 2, timestamp: 3 } as const;

/** @see google/protobuf/timestamp.proto */
export const timestampFields = { seconds: 1, nanos: 2 } as const;

/** How a field's value is laid out. */
export const wireTypes = {
  varint: 0,
  fixed64: 1,
  bytes: 2,
  groupStart: 3,
  groupEnd: 4,
  fixed32: 5,
};
