import * as z from 'zod';
import { duration } from './duration.ts';
import { scheduleFields } from './schedule-fields.ts';

/** What rows mean that are not as expected. Those of a metric take the place of those of its collector. */
const policies = (byDefault: { missing: string; double: string }) => ({
  on_empty: z
    .enum(['drop', 'zero', 'error'])
    .optional()
    .describe(
      `Where there is no row: leave the family out, show zeros, or report an error. Default: ${byDefault.missing}`,
    ),
  on_null: z
    .enum(['drop', 'zero', 'nan', 'error'])
    .optional()
    .describe(
      `Where a value is NULL: leave the series out, 0, NaN, or report an error. Default: ${byDefault.missing}`,
    ),
  on_duplicate: z
    .enum(['first', 'sum', 'error'])
    .optional()
    .describe(
      `Where rows have the same labels: keep the first, add them up, or report an error. Default: ${byDefault.double}`,
    ),
});

const column = z.string().min(1);

const head = {
  name: z.string().min(1).describe('Name of the family.'),
  help: z.string().describe('One sentence for people.'),
  unit: z.string().optional().describe('The base unit, which the name ends in.'),
  key_labels: z
    .array(z.union([column, z.record(z.string(), column)]))
    .optional()
    .describe('Columns whose values are labels: the name of a column, or label: column.'),
  static_labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('Labels that each series has.'),
  timestamp: column.optional().describe('The column that says when the value was read.'),
  ...policies({ missing: 'that of the collector', double: 'that of the collector' }),
};

const valueFields = {
  values: z
    .union([column, z.array(column).min(1)])
    .optional()
    .describe('The column that is the value; with value_label several, a series for each.'),
  value_label: z
    .string()
    .min(1)
    .optional()
    .describe('The label that holds the name of the column.'),
  static_value: z
    .number()
    .optional()
    .describe('The value of each row, where only its labels matter.'),
};

const observed = {
  count_column: column.optional().describe('The column of the number of all observations.'),
  sum_column: column.optional().describe('The column of the sum of all observations.'),
  observation_column: column.optional().describe('The column each cell of which is observed.'),
};

const histogramFields = {
  bucket_columns: z
    .record(z.string(), column)
    .optional()
    .describe('Upper bounds of buckets, and the columns of their counts.'),
  cumulative: z
    .boolean()
    .optional()
    .describe('Whether a bucket column counts what those below it count, too. Default: true'),
  buckets: z
    .array(z.number())
    .min(1)
    .optional()
    .describe('Upper bounds that observations are counted in.'),
  ...observed,
};

/** How rows become a family. */
export const rowMetricSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('gauge'), ...head, ...valueFields }),
  z.strictObject({
    type: z.literal('counter'),
    ...head,
    ...valueFields,
    start_timestamp: column.optional().describe('The column that says when counting began.'),
  }),
  z.strictObject({ type: z.literal('histogram'), ...head, ...histogramFields }),
  z.strictObject({ type: z.literal('gaugehistogram'), ...head, ...histogramFields }),
  z.strictObject({
    type: z.literal('summary'),
    ...head,
    quantile_columns: z
      .record(z.string(), column)
      .optional()
      .describe('Quantiles, and the columns of their values.'),
    ...observed,
  }),
  z.strictObject({ type: z.literal('info'), ...head }),
  z.strictObject({
    type: z.literal('stateset'),
    ...head,
    state_column: column.describe('The column of the name of the state that is on.'),
    states: z.array(z.string()).min(1).describe('All states that there are.'),
  }),
]);
export type RowMetricSettings = z.output<typeof rowMetricSchema>;

/** What is asked; each type of source says what it takes. */
export const anyQuery = z.union(
  [z.string().min(1), z.array(z.unknown()), z.record(z.string(), z.unknown())],
  { error: 'expected a query: text, a list or keys, as the type of the source takes it' },
);

/** What is asked of a source of rows, and what its answer becomes. */
export const collectorSchema = z.strictObject({
  source: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe('The source that is asked; or several, whose labels tell them apart.'),
  query: anyQuery.optional().describe('What is asked. Of this and query_ref, one is given.'),
  query_ref: z.string().optional().describe('The name of a query under queries.'),
  metrics: z.array(rowMetricSchema).min(1).describe('What the rows become.'),
  on_error: z
    .enum(['drop', 'keep', 'nan'])
    .optional()
    .describe(
      'Where the query fails: show nothing, what the last one gave until it is max_age old, or NaN. Default: drop',
    ),
  max_age: duration.optional().describe('With on_error: keep, how old a result may become.'),
  ...policies({ missing: 'drop', double: 'error' }),
  ...scheduleFields,
});
export type CollectorSettings = z.output<typeof collectorSchema>;
