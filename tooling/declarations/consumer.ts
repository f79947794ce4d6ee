import type { Metric } from '@telltale/model';

export const name = (metric: Metric): string => metric.name;
