/** What every metric from lines has. */
export interface LogMetricOptions {
  /** The name of the metric. */
  readonly name: string;
  /** What it says, in a sentence. */
  readonly help: string;
  /** Its unit, which its name ends with. Default: none. */
  readonly unit?: string | undefined;
  /**
   * What a line has to match: a regular expression in the syntax of RE2, as Prometheus uses it, with named groups,
   * `(?<name>…)`. It may match anywhere in the line. Of several, the first that matches counts.
   */
  readonly pattern: string | RegExp | readonly (string | RegExp)[];
  /**
   * Labels whose values are groups: the names of groups, or `{ label: group }`. A group that took no part gives an
   * empty label. Default: none.
   */
  readonly labels?: readonly string[] | Readonly<Record<string, string>> | undefined;
  /** Labels that are the same for all series. Default: none. */
  readonly staticLabels?: Readonly<Record<string, string>> | undefined;
  /** What the value is multiplied with, such as 0.001 for milliseconds. Default: 1. */
  readonly scale?: number | undefined;
  /** The number of series above which further ones become one. Default: 10,000. */
  readonly maxSeries?: number | undefined;
  /** Milliseconds after which a series that no line speaks of is dropped. Default: never. */
  readonly idleTimeout?: number | undefined;
}

/** Counts the lines that match, or adds up a group. */
export interface LogCounterOptions extends LogMetricOptions {
  /** That it is a counter. */
  readonly type: 'counter';
  /** The group whose number is added. Default: each line adds 1. */
  readonly value?: string | undefined;
}

/** Shows the number of the last line that matches. */
export interface LogGaugeOptions extends LogMetricOptions {
  /** That it is a gauge. */
  readonly type: 'gauge';
  /** The group with the number. */
  readonly value: string;
}

/** Counts the numbers of the lines that match, by size. */
export interface LogHistogramOptions extends LogMetricOptions {
  /** That it is a histogram. */
  readonly type: 'histogram';
  /** The group with the number. */
  readonly value: string;
  /** The upper bounds of the buckets, after `scale`. Default: those of a histogram. */
  readonly buckets?: readonly number[] | undefined;
}

/** A metric from the lines of a file. */
export type LogMetric = LogCounterOptions | LogGaugeOptions | LogHistogramOptions;
