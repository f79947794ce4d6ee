/**
 * What to do where there is no row: leave the family out, show zeros (only without key labels: of which labels would
 * they be?), or leave it out and report it as an error.
 */
export type OnEmpty = 'drop' | 'zero' | 'error';

/**
 * What to do where a value is NULL: leave the series out, take it for 0, for `NaN` (only of gauges and of the quantiles
 * of a summary), or leave the family out and report an error.
 */
export type OnNull = 'drop' | 'zero' | 'nan' | 'error';

/** What to do where two rows have the same labels: keep the first, add them up, or leave the family out and report an error. */
export type OnDuplicate = 'first' | 'sum' | 'error';

/** What to do with rows that are not as expected. */
export interface RowPolicies {
  /** Default: `drop`. */
  readonly onEmpty?: OnEmpty | undefined;
  /** Default: `drop`. */
  readonly onNull?: OnNull | undefined;
  /** Default: `error`. Of a metric that is made of observations, rows with the same labels are no duplicates. */
  readonly onDuplicate?: OnDuplicate | undefined;
}

/** What every metric has that is made of rows. The policies given here take the place of those of the collector. */
export interface RowMetricHead extends RowPolicies {
  /** Any non-empty string; shown as it is given where the format can carry it. */
  readonly name: string;
  /** One sentence for people. */
  readonly help: string;
  /** The base unit, which the name has to end in (before `_total`). Default: none. */
  readonly unit?: string | undefined;
  /**
   * Columns whose values are labels: the name of a column, which is the name of the label too, or `{ label: column }`.
   * NULL is the empty label, which to Prometheus is none. Default: none.
   */
  readonly keyLabels?: readonly (string | Readonly<Record<string, string>>)[] | undefined;
  /** Labels that each series has, with their values. Default: none. */
  readonly staticLabels?: Readonly<Record<string, string>> | undefined;
  /** The column that says when the value was read: a date, Unix time in seconds, or ISO 8601 text. Default: at the scrape. */
  readonly timestampColumn?: string | undefined;
}

/** A gauge or counter. Of `values` and `staticValue`, one is given. */
export interface ValueRowMetric extends RowMetricHead {
  /**
   * A counter is shown as the source has it, so the column has to hold a total that only grows. Where it falls, because
   * the source began again, Prometheus sees that.
   */
  readonly type: 'gauge' | 'counter';
  /** The column that is the value; with `valueLabel` also several, each of which makes a series. */
  readonly values?: readonly string[] | undefined;
  /** The label that says which of the `values` a series is: its value is the name of the column. Default: none. */
  readonly valueLabel?: string | undefined;
  /** The value of each row, where only its labels matter. */
  readonly staticValue?: number | undefined;
  /** Of a counter, the column that says when counting began, as `timestampColumn`. Default: not known. */
  readonly startTimestampColumn?: string | undefined;
}

/** A histogram: each row is one, by its bucket columns; or each row is an observation. */
export interface HistogramRowMetric extends RowMetricHead {
  /** `gaugehistogram` where the counts may also fall, such as of the jobs that wait now. */
  readonly type: 'histogram' | 'gaugehistogram';
  /**
   * Upper bounds of buckets, inclusive, and the columns that hold their counts: `{ 0.1: 'le_100ms', 1: 'le_1s' }`.
   * Needs `countColumn` and `sumColumn`.
   */
  readonly bucketColumns?: Readonly<Record<string, string>> | undefined;
  /** Whether a bucket column counts what the buckets below it count, too. Default: true. */
  readonly cumulative?: boolean | undefined;
  /** The column that holds the number of all observations. */
  readonly countColumn?: string | undefined;
  /** The column that holds the sum of all observations. */
  readonly sumColumn?: string | undefined;
  /** The column each cell of which is one observation. The rows of one result make the whole histogram. */
  readonly observationColumn?: string | undefined;
  /** Upper bounds of the buckets that observations are counted in. Default: `defaultBuckets` of `@telltale/metrics`. */
  readonly buckets?: readonly number[] | undefined;
}

/** A summary: each row is one, by its columns; or each row is an observation, of which count and sum are shown. */
export interface SummaryRowMetric extends RowMetricHead {
  /** Tells it from the other types. */
  readonly type: 'summary';
  /** Quantiles and the columns that hold their values: `{ 0.5: 'median', 0.99: 'p99' }`. Default: none. */
  readonly quantileColumns?: Readonly<Record<string, string>> | undefined;
  /** The column that holds the number of all observations. */
  readonly countColumn?: string | undefined;
  /** The column that holds the sum of all observations. */
  readonly sumColumn?: string | undefined;
  /** The column each cell of which is one observation. */
  readonly observationColumn?: string | undefined;
}

/** An info: each row is one, all it says is in its labels. */
export interface InfoRowMetric extends RowMetricHead {
  /** Tells it from the other types. */
  readonly type: 'info';
}

/** A state set: the column says which of the states is on. */
export interface StateSetRowMetric extends RowMetricHead {
  /** Tells it from the other types. */
  readonly type: 'stateset';
  /** The column that holds the name of the state. */
  readonly stateColumn: string;
  /** All states that there are. A row with another one is left out and reported. */
  readonly states: readonly string[];
}

/** How the rows of one result become one family. */
export type RowMetric =
  ValueRowMetric | HistogramRowMetric | SummaryRowMetric | InfoRowMetric | StateSetRowMetric;
