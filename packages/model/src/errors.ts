import type { MetricFamily } from './metric-family.ts';

/**
 * Why a {@link MetricError} was thrown. The list may grow; codes are never renamed.
 *
 * - `INVALID_NAME`: a metric name that no Prometheus server would take.
 * - `INVALID_LABEL_NAME`: a label name that is empty, reserved, or declared twice.
 * - `INVALID_LABELS`: labels that do not fit the label names of the metric.
 * - `INVALID_VALUE`: a value that the metric cannot hold (`NaN`, a negative increment, not a number).
 * - `INVALID_OPTION`: an option outside its range, or options that contradict each other.
 * - `DUPLICATE_METRIC`: a second metric of the same name in one registry.
 * - `NOT_A_COLLECTOR`: an object without `name` and `collect` was registered.
 * - `PARSE_ERROR`: text that is not a valid exposition ({@link ParseError}).
 * - `GATHER_FAILED`: what the collectors gave does not make a valid page ({@link GatherError}).
 * - `INVALID_CONFIG`: a configuration that cannot be used ({@link ConfigError}).
 */
export type MetricErrorCode =
  | 'INVALID_NAME'
  | 'INVALID_LABEL_NAME'
  | 'INVALID_LABELS'
  | 'INVALID_VALUE'
  | 'INVALID_OPTION'
  | 'DUPLICATE_METRIC'
  | 'NOT_A_COLLECTOR'
  | 'PARSE_ERROR'
  | 'GATHER_FAILED'
  | 'INVALID_CONFIG';

/** Everything that Telltale throws: a code to branch on, the metric it is about, and a message that says what to do. */
export class MetricError extends Error {
  /** What went wrong, to branch on. */
  declare readonly code: MetricErrorCode;
  /** The name of the metric concerned, where there is one. */
  declare readonly metric?: string;

  /** `options.metric`: the name of the metric concerned. Default: none, and no cause. */
  constructor(
    code: MetricErrorCode,
    message: string,
    options?: ErrorOptions & { metric?: string | undefined },
  ) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    if (options?.metric !== undefined) this.metric = options.metric;
  }
}

/** Input that is not a valid exposition. `line` and `column` count from 1; both are 0 in binary formats. */
export class ParseError extends MetricError {
  /** From 1; 0 in binary formats. */
  readonly line: number;
  /** In UTF-16 code units from 1; 0 in binary formats. */
  readonly column: number;

  /** `position`: where in the input, from 1; 0 and 0 where the format is binary. The message then has it in front. */
  constructor(message: string, position: { line: number; column: number }) {
    super(
      'PARSE_ERROR',
      position.line > 0 ? `${position.line}:${position.column}: ${message}` : message,
    );
    this.line = position.line;
    this.column = position.column;
  }
}

/** One thing that was wrong with what a collector gave. */
export interface GatherProblem {
  /** The collector that it came from. */
  readonly collector: string;
  /** The family it is about; `undefined` where none is known. */
  readonly metric?: string | undefined;
  /** What is wrong with it, without the collector's name. */
  readonly message: string;
  /** What the collector threw. Absent where it did not throw. */
  readonly cause?: unknown;
}

/** A gathering that was asked to fail rather than to leave something out. */
export class GatherError extends MetricError {
  /** Everything that was wrong, in the order in which it was found. */
  declare readonly problems: readonly GatherProblem[];
  readonly #families: readonly MetricFamily[];

  /** `families`: what worked. Default: nothing did. Metric and cause of the error are those of the first problem. */
  constructor(problems: readonly GatherProblem[], families: readonly MetricFamily[] = []) {
    super(
      'GATHER_FAILED',
      problems.map((problem) => `${problem.collector}: ${problem.message}`).join('; '),
      problems[0],
    );
    this.problems = problems;
    this.#families = families;
  }

  /** What worked all the same, for whoever prefers a part to nothing. Not shown where the error is printed. */
  get families(): readonly MetricFamily[] {
    return this.#families;
  }
}

/** A configuration that cannot be used. */
export class ConfigError extends MetricError {
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_CONFIG', message, options);
  }
}
