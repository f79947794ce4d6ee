import { MetricError, type Collector } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { FollowedFile } from './followed-file.ts';
import type { LogMetric } from './log-metric-options.ts';
import { LogMetrics } from './log-metrics.ts';
import { ownMetrics } from './own-metrics.ts';
import { untilAborted } from './until-aborted.ts';

/** Options of {@link logfileCollector}. */
export interface LogfileCollectorOptions {
  /** The file. It need not be there yet. */
  readonly path: string;
  /** What becomes of its lines. */
  readonly metrics: readonly LogMetric[];
  /**
   * Which lines count of a file that is there when the collector is made: those that are ended from then on, or all.
   * A file that appears later counts from its beginning. Default: `end`.
   */
  readonly start?: 'beginning' | 'end' | undefined;
  /**
   * How bytes become text. What is not UTF-8 becomes U+FFFD, a byte at a time; `latin1` takes any byte. Default: `utf-8`.
   */
  readonly encoding?: 'utf-8' | 'latin1' | undefined;
  /** The length in bytes above which only the beginning of a line is looked at. Default: 64 KiB. */
  readonly maxLineBytes?: number | undefined;
  /** How much a scrape reads at most, in bytes; the rest waits for the next. Default: 16 MiB. */
  readonly maxBytesPerScrape?: number | undefined;
  /**
   * How long a scrape reads at most, in milliseconds; the rest waits for the next. The deadline of the scrape should be
   * later. Default: 2000.
   */
  readonly maxReadMs?: number | undefined;
  /**
   * How long a file that was replaced is still read after it last grew, in milliseconds: its writer may not have opened
   * the new one yet. Default: 5000.
   */
  readonly rotationWaitMs?: number | undefined;
  /** What the names of the collector's own metrics begin with. Default: `logfile_`. */
  readonly prefix?: string | undefined;
  /**
   * Called for all that a scrape could not take, for a log. Messages of values have text of the file in them. What it
   * throws is ignored. Default: nothing is done, `logfile_errors_total` counts.
   */
  readonly onProblem?: ((problem: LogfileProblem) => void) | undefined;
}

/** Something that could not be taken. */
export interface LogfileProblem {
  /** A sentence for a log. */
  readonly message: string;
  /** The metric that it concerns, if it is one. */
  readonly metric?: string | undefined;
  /** What was thrown, if anything was. */
  readonly cause?: unknown;
}

const knownOptions = [
  'path',
  'metrics',
  'start',
  'encoding',
  'maxLineBytes',
  'maxBytesPerScrape',
  'maxReadMs',
  'rotationWaitMs',
  'prefix',
  'onProblem',
];

/**
 * Makes the collector. It opens the file at once, and reads what is new at each scrape. It keeps the file open in
 * between, and no process alive; `collector[Symbol.dispose]()` closes it.
 *
 * @throws INVALID_OPTION for an option that is unknown or of the wrong kind, and for a pattern that RE2 does not take
 * @throws INVALID_NAME, INVALID_LABEL_NAME or DUPLICATE_METRIC for metrics that cannot be made
 */
export function logfileCollector(options: LogfileCollectorOptions): Collector & Disposable {
  const resolved = resolve(options);
  const { path, encoding, onProblem } = resolved;
  const own = ownMetrics(resolved.prefix, path);
  const tell = (problem: LogfileProblem): void => {
    try {
      onProblem?.(problem);
    } catch {
      // A log that fails must not make lines be counted twice.
    }
  };
  const fromLines = new LogMetrics(resolved.metrics, (metric, reason) => {
    own.addError('value');
    tell({ metric, message: `${path}: ${metric}: a line was left out: ${reason}.` });
  });
  const file = new FollowedFile({
    ...resolved,
    onLine: (line, isCut) => {
      if (isCut) own.addError('line_too_long');
      own.addLine(fromLines.write(line.toString(encoding)) !== 'unmatched');
    },
    onBytes: own.addBytes,
    onRotation: own.addRotation,
    onLost: (bytes) => {
      own.addError('lost');
      tell({
        message: `${path}: ${bytes} bytes of a rotated file were left: it is too far behind.`,
      });
    },
  });
  let isDisposed = false;
  const read = async (): Promise<void> => {
    try {
      const { isThere, unreadBytes, error } = await file.read();
      own.setUp(isThere);
      own.setUnread(unreadBytes);
      if (error === undefined) return;
      // A file that is not there yet, or between two steps of a rotation, is no error.
      if (!isMissing(error)) own.addError('open');
      tell({ message: `${path} cannot be opened: ${messageOf(error)}`, cause: error });
    } catch (error) {
      own.setUp(false);
      own.addError('read');
      tell({ message: `${path} cannot be read: ${messageOf(error)}`, cause: error });
    }
  };
  let reading: Promise<void> | undefined;
  return {
    name: 'logfile',
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      if (isDisposed) throw new Error(`logfileCollector: ${path} was closed by Symbol.dispose.`);
      reading ??= read().finally(() => (reading = undefined));
      // A reading goes on when a scrape is given up: what it read is shown by the next one.
      await untilAborted(reading, signal);
      buf.push(...own.metrics, ...fromLines.metrics);
    },
    [Symbol.dispose]() {
      if (isDisposed) return;
      isDisposed = true;
      file.close();
    },
  };
}

function resolve(options: LogfileCollectorOptions) {
  const refuse = (message: string): never => {
    throw new MetricError('INVALID_OPTION', `logfileCollector: ${message}`);
  };
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    refuse(`the options are ${describeValue(given)}, expected an object with path and metrics.`);
  }
  for (const name of Object.keys(options)) {
    if (knownOptions.includes(name)) continue;
    refuse(`there is no option ${name}. Known: ${knownOptions.join(', ')}.`);
  }
  const resolved = {
    path: options.path,
    metrics: options.metrics,
    start: options.start ?? 'end',
    encoding: options.encoding ?? 'utf-8',
    maxLineBytes: options.maxLineBytes ?? 64 * 1024,
    maxBytesPerScrape: options.maxBytesPerScrape ?? 16 * 1024 * 1024,
    maxReadMs: options.maxReadMs ?? 2000,
    rotationWaitMs: options.rotationWaitMs ?? 5000,
    prefix: options.prefix ?? 'logfile_',
    onProblem: options.onProblem,
  };
  const { path, metrics, start, encoding, onProblem } = resolved;
  const is = (value: unknown, ...allowed: unknown[]): boolean => allowed.includes(value);
  if (typeof path !== 'string' || path === '') {
    refuse(`path is ${describeValue(path)}, expected the path of a file.`);
  }
  if (!Array.isArray(metrics) || metrics.length === 0) {
    refuse(`metrics is ${describeValue(metrics)}, expected an array of at least one metric.`);
  }
  if (!is(start, 'beginning', 'end')) {
    refuse(`start is ${describeValue(start)}, expected 'beginning' or 'end'.`);
  }
  if (!is(encoding, 'utf-8', 'latin1')) {
    refuse(`encoding is ${describeValue(encoding)}, expected 'utf-8' or 'latin1'.`);
  }
  for (const name of ['maxLineBytes', 'maxBytesPerScrape'] as const) {
    const bytes: unknown = resolved[name];
    if (Number.isSafeInteger(bytes) && (bytes as number) > 0) continue;
    refuse(`${name} is ${describeValue(bytes)}, expected a whole number of bytes above 0.`);
  }
  for (const name of ['maxReadMs', 'rotationWaitMs'] as const) {
    const ms: unknown = resolved[name];
    if (typeof ms === 'number' && ms >= 0) continue;
    refuse(`${name} is ${describeValue(ms)}, expected 0 or more milliseconds.`);
  }
  if (!is(typeof onProblem, 'function', 'undefined')) {
    refuse(`onProblem is ${describeValue(onProblem)}, expected a function.`);
  }
  return resolved;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
