import { Counter, Gauge } from '@telltale/metrics';
import type { Metric } from '@telltale/model';

/** Why lines or bytes of a file were not taken. */
export type LogfileErrorCause = 'open' | 'read' | 'line_too_long' | 'value' | 'lost';

/** What the collector says of its own work on one file. */
export interface OwnMetrics {
  readonly setUp: (isThere: boolean) => void;
  readonly addBytes: (bytes: number) => void;
  readonly addLine: (isMatched: boolean) => void;
  readonly addError: (cause: LogfileErrorCause) => void;
  readonly addRotation: (how: 'replaced' | 'truncated') => void;
  readonly setUnread: (bytes: number) => void;
  /** All of them. */
  readonly metrics: readonly Metric[];
}

/**
 * Makes them, with all series whose values are known from the beginning.
 *
 * @throws INVALID_NAME if `prefix` does not make metric names
 */
export function ownMetrics(prefix: string, file: string): OwnMetrics {
  const counter = (name: string, help: string): Counter<readonly ['file']> =>
    new Counter({ name: prefix + name, help, labelNames: ['file'] });
  const gauge = (name: string, help: string): Gauge<readonly ['file']> =>
    new Gauge({ name: prefix + name, help, labelNames: ['file'] });
  const up = gauge('up', 'Whether there is a file that can be read: 1 if so, else 0.');
  const bytes = counter('read_bytes_total', 'Bytes that were read.');
  const lines = counter('lines_total', 'Lines that were read.');
  const unmatched = counter('unmatched_lines_total', 'Lines that no pattern matches.');
  const errors = new Counter({
    name: `${prefix}errors_total`,
    help:
      'What was not taken, by cause: the file could not be opened or read, a line was cut, a value was no number, or ' +
      'a rotated file was left before its end.',
    labelNames: ['file', 'cause'],
  });
  const rotations = new Counter({
    name: `${prefix}rotations_total`,
    help: 'How often the file began anew, by whether another took its place or it was truncated.',
    labelNames: ['file', 'how'],
  });
  const unread = gauge('unread_bytes', 'Bytes that were left for the next scrape.');
  const lastRead = gauge('last_read_timestamp_seconds', 'When bytes were last read, in Unix time.');
  const [bytesOfFile, linesOfFile] = [bytes.labels(file), lines.labels(file)];
  const [unmatchedOfFile, lastReadOfFile] = [unmatched.labels(file), () => lastRead.labels(file)];
  for (const cause of ['open', 'read', 'line_too_long', 'value', 'lost'])
    errors.labels(file, cause);
  for (const how of ['replaced', 'truncated']) rotations.labels(file, how);
  return {
    setUp: (isThere) => {
      up.labels(file).set(isThere ? 1 : 0);
    },
    addBytes: (count) => {
      bytesOfFile.inc(count);
      lastReadOfFile().setToCurrentTime();
    },
    addLine: (isMatched) => {
      linesOfFile.inc();
      if (!isMatched) unmatchedOfFile.inc();
    },
    addError: (cause) => {
      errors.labels(file, cause).inc();
    },
    addRotation: (how) => {
      rotations.labels(file, how).inc();
    },
    setUnread: (count) => {
      unread.labels(file).set(count);
    },
    metrics: [up, bytes, lines, unmatched, errors, rotations, unread, lastRead],
  };
}
