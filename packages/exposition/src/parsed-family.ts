import type { Exemplar, MetricType, NativeHistogramValue } from '@telltale/model';
import type { ParsedLabels } from './page-labels.ts';

/** A bucket, a quantile or a state: what a composite value has several of. */
export interface ParsedCell {
  /** The upper bound or the quantile; of a state its name. */
  readonly key: number | string;
  /** Of a bucket the cumulative count. */
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
  /** Where it stands in the input. */
  readonly position: number;
}

/** One series at one instant, while its samples come in. */
export interface ParsedPoint {
  /** Without `le`, `quantile` and the label of a state set. */
  readonly labels: ParsedLabels;
  /** Where its first sample stands in the input. */
  readonly position: number;
  /** Unix seconds. */
  timestamp?: number | undefined;
  /** Unix seconds. */
  start?: number | undefined;
  /** Of the types that have but one. */
  value?: number | undefined;
  exemplar?: Exemplar | undefined;
  cells: ParsedCell[];
  sum?: number | undefined;
  count?: number | undefined;
  native?: NativeHistogramValue | undefined;
  /** Whether it is more than a writer would write, and yet to be written back. */
  asRead?: boolean | undefined;
}

/** A family while it is read. */
export interface ParsedFamily {
  readonly name: string;
  /** Where in the input it was first mentioned. */
  readonly position: number;
  type?: MetricType | undefined;
  help?: string | undefined;
  unit?: string | undefined;
  readonly points: ParsedPoint[];
}
