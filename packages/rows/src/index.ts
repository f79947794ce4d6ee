export { familiesOfRows, type FamiliesOfRowsOptions } from './families-of-rows.ts';
export type { CollectedRows, OnError, RowCollectorOptions } from './row-collector-options.ts';
export { rowCollector } from './row-collector.ts';
export type { DroppedRows, DropReason, RowFamilies, RowWarning } from './row-families.ts';
export type {
  HistogramRowMetric,
  InfoRowMetric,
  OnDuplicate,
  OnEmpty,
  OnNull,
  RowMetric,
  RowMetricHead,
  RowPolicies,
  StateSetRowMetric,
  SummaryRowMetric,
  ValueRowMetric,
} from './row-metric.ts';
export type { PoolUse, QueryContext, RowSource } from './row-source.ts';
export type { Cell, Row } from './row.ts';
