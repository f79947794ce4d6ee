import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { value } from '@telltale/testing';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LogMetric } from './log-metric-options.ts';
import {
  logfileCollector,
  type LogfileCollectorOptions,
  type LogfileProblem,
} from './logfile-collector.ts';

expect.extend(metricMatchers);

let folder: string;
let path: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logfile-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  path = join(folder, `${count++}.log`);
});

const requests: LogMetric = {
  type: 'counter',
  name: 'app_requests_total',
  help: 'Requests.',
  pattern: '^(?<method>[A-Z]+) (?<status>\\d+) (?<ms>\\S+)$',
  labels: ['method', 'status'],
};
const duration: LogMetric = {
  ...requests,
  type: 'histogram',
  name: 'app_request_duration_seconds',
  help: 'Durations.',
  unit: 'seconds',
  labels: { verb: 'method' },
  value: 'ms',
  scale: 0.001,
  buckets: [0.1, 1],
};

function follow(options: Partial<LogfileCollectorOptions> = {}) {
  const collector = logfileCollector({
    path,
    start: 'beginning',
    metrics: [requests],
    ...options,
  });
  onTestFinished(() => {
    collector[Symbol.dispose]();
  });
  return collector;
}

collectorSuite({
  name: 'logfileCollector',
  create: () => {
    writeFileSync(path, 'GET 200 5\n');
    return logfileCollector({ path, start: 'beginning', metrics: [requests, duration] });
  },
});
collectorSuite({
  name: 'logfileCollector without its file',
  create: () => logfileCollector({ path: join(folder, 'none'), metrics: [requests] }),
});

describe('logfileCollector', () => {
  it('shows what the lines say, and how far it has read', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    writeFileSync(path, 'GET 200 50\nPOST 500 1500\nstarted\nGET 200 51\n');
    await expect(follow({ metrics: [requests, duration] })).toMatchExposition(
      `
# HELP app_request_duration_seconds Durations.
# TYPE app_request_duration_seconds histogram
app_request_duration_seconds_bucket{verb="GET",le="0.1"} 2
app_request_duration_seconds_bucket{verb="GET",le="1"} 2
app_request_duration_seconds_bucket{verb="GET",le="+Inf"} 2
app_request_duration_seconds_sum{verb="GET"} 0.101
app_request_duration_seconds_count{verb="GET"} 2
app_request_duration_seconds_bucket{verb="POST",le="0.1"} 0
app_request_duration_seconds_bucket{verb="POST",le="1"} 0
app_request_duration_seconds_bucket{verb="POST",le="+Inf"} 1
app_request_duration_seconds_sum{verb="POST"} 1.5
app_request_duration_seconds_count{verb="POST"} 1
# HELP app_requests_total Requests.
# TYPE app_requests_total counter
app_requests_total{method="GET",status="200"} 2
app_requests_total{method="POST",status="500"} 1
# HELP logfile_errors_total What was not taken, by cause: the file could not be opened or read, a line was cut, a value was no number, or a rotated file was left before its end.
# TYPE logfile_errors_total counter
logfile_errors_total{cause="line_too_long",file="${path}"} 0
logfile_errors_total{cause="lost",file="${path}"} 0
logfile_errors_total{cause="open",file="${path}"} 0
logfile_errors_total{cause="read",file="${path}"} 0
logfile_errors_total{cause="value",file="${path}"} 0
# HELP logfile_last_read_timestamp_seconds When bytes were last read, in Unix time.
# TYPE logfile_last_read_timestamp_seconds gauge
logfile_last_read_timestamp_seconds{file="${path}"} 1700000000
# HELP logfile_lines_total Lines that were read.
# TYPE logfile_lines_total counter
logfile_lines_total{file="${path}"} 4
# HELP logfile_read_bytes_total Bytes that were read.
# TYPE logfile_read_bytes_total counter
logfile_read_bytes_total{file="${path}"} 44
# HELP logfile_rotations_total How often the file began anew, by whether another took its place or it was truncated.
# TYPE logfile_rotations_total counter
logfile_rotations_total{file="${path}",how="replaced"} 0
logfile_rotations_total{file="${path}",how="truncated"} 0
# HELP logfile_unmatched_lines_total Lines that no pattern matches.
# TYPE logfile_unmatched_lines_total counter
logfile_unmatched_lines_total{file="${path}"} 1
# HELP logfile_unread_bytes Bytes that were left for the next scrape.
# TYPE logfile_unread_bytes gauge
logfile_unread_bytes{file="${path}"} 0
# HELP logfile_up Whether there is a file that can be read: 1 if so, else 0.
# TYPE logfile_up gauge
logfile_up{file="${path}"} 1
`,
    );
  });

  it('counts each line once, over many scrapes', async () => {
    const collector = follow();
    for (let round = 1; round <= 5; round++) {
      appendFileSync(path, 'GET 200 1\n');
      expect(await value(collector, 'app_requests_total', { method: 'GET', status: '200' })).toBe(
        round,
      );
      expect(await value(collector, 'logfile_lines_total', { file: path })).toBe(round);
    }
  });

  it('waits for the end of a line', async () => {
    const collector = follow();
    writeFileSync(path, 'GET 2');
    await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 0);
    appendFileSync(path, '00 1');
    await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 0);
    appendFileSync(path, '\n');
    const labels = { method: 'GET', status: '200' };
    await expect(collector).toHaveMetricValue('app_requests_total', labels, 1);
  });

  it('starts at the end, with the line that is not ended yet', async () => {
    writeFileSync(path, 'GET 200 1\nGET 200 1\nPOST 2');
    const collector = follow({ start: 'end' });
    appendFileSync(path, '00 1\n');
    await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 1);
    const labels = { method: 'POST', status: '200' };
    await expect(collector).toHaveMetricValue('app_requests_total', labels, 1);
  });

  it.each(['', 'x'.repeat(3000), `${'x'.repeat(3000)}\n`])(
    'starts at the end of a file without such a line (%#)',
    async (before) => {
      writeFileSync(path, before);
      const collector = follow({ start: 'end', maxLineBytes: 100 });
      appendFileSync(path, '\nGET 200 1\n');
      const labels = { method: 'GET', status: '200' };
      await expect(collector).toHaveMetricValue('app_requests_total', labels, 1);
      await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 2);
      const truncated = { file: path, how: 'truncated' };
      await expect(collector).toHaveMetricValue('logfile_rotations_total', truncated, 0);
    },
  );

  it('cuts a long line, and takes the next one', async () => {
    writeFileSync(path, `GET 200 1${'0'.repeat(1_000_000)}\nGET 201 1\n`);
    const collector = follow({ maxLineBytes: 9 });
    const cause = { file: path, cause: 'line_too_long' };
    await expect(collector).toHaveMetricValue('logfile_errors_total', cause, 1);
    for (const status of ['200', '201']) {
      await expect(collector).toHaveMetricValue('app_requests_total', { method: 'GET', status }, 1);
    }
  });

  it('survives bytes that are not UTF-8', async () => {
    const user: LogMetric = {
      type: 'counter',
      name: 'logins_total',
      help: 'Logins.',
      pattern: /^login (?<user>.+)$/u,
      labels: ['user'],
    };
    writeFileSync(path, Buffer.from('login J\xfcrgen\nlogin \xff\xfe\x00\nlogin x\n', 'latin1'));
    const read = follow({ metrics: [user] });
    await expect(read).toHaveMetricValue('logins_total', { user: 'J\uFFFDrgen' }, 1);
    await expect(read).toHaveMetricValue('logins_total', { user: 'x' }, 1);
    const latin1 = follow({ metrics: [user], encoding: 'latin1' });
    await expect(latin1).toHaveMetricValue('logins_total', { user: 'Jürgen' }, 1);
  });

  it('reads no more than it may in a scrape, says so, and catches up', async () => {
    writeFileSync(path, 'GET 200 1\n'.repeat(10_000));
    const collector = follow({ maxBytesPerScrape: 70_000 });
    await expect(collector).toHaveMetricValue('logfile_unread_bytes', { file: path }, 30_000);
    await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 10_000);
    await expect(collector).toHaveMetricValue('logfile_unread_bytes', { file: path }, 0);
  });

  it('reads a piece at least when it has no time, and catches up', async () => {
    writeFileSync(path, 'GET 200 1\n'.repeat(10_000));
    const collector = follow({ maxReadMs: 0 });
    await expect(collector).toHaveMetricValue('logfile_unread_bytes', { file: path }, 34_464);
    await expect(collector).toHaveMetricValue('logfile_lines_total', { file: path }, 10_000);
  });

  it('takes the last value for a gauge, adds up a group, and looks through several patterns', async () => {
    const metrics: LogMetric[] = [
      {
        type: 'gauge',
        name: 'queue_length',
        help: 'Length.',
        pattern: ['queue=(?<n>\\S+)', /QUEUE (?<n>-?[\d.]+)/],
        value: 'n',
        staticLabels: { queue: 'mail' },
      },
      {
        type: 'counter',
        name: 'sent_bytes_total',
        help: 'Sent.',
        pattern: 'sent (?<n>\\S+)',
        value: 'n',
      },
    ];
    writeFileSync(path, 'queue=3 sent 10\nQUEUE 4.5\nsent 1e3\nqueue=-\nsent -5\nsent 1e999\n');
    const problems: LogfileProblem[] = [];
    const collector = follow({ metrics, onProblem: (problem) => problems.push(problem) });
    await expect(collector).toHaveMetricValue('queue_length', { queue: 'mail' }, 4.5);
    await expect(collector).toHaveMetricValue('sent_bytes_total', 1010);
    const cause = { file: path, cause: 'value' };
    await expect(collector).toHaveMetricValue('logfile_errors_total', cause, 3);
    await expect(collector).toHaveMetricValue('logfile_unmatched_lines_total', { file: path }, 0);
    expect(problems.map(({ message }) => message)).toEqual([
      `${path}: queue_length: a line was left out: n is "-", expected a decimal number.`,
      `${path}: sent_bytes_total: a line was left out: n is -5, and a counter only grows.`,
      `${path}: sent_bytes_total: a line was left out: n is too large: 1e999.`,
    ]);
  });

  it('takes linear time for a pattern that backtracking would never end', async () => {
    const pattern = /^(?<x>(a+)+)+$/;
    const metrics: LogMetric[] = [{ type: 'counter', name: 'a_total', help: 'A.', pattern }];
    writeFileSync(path, `${`${'a'.repeat(60_000)}b\n`.repeat(3)}aaa\n`);
    await expect(follow({ metrics })).toHaveMetricValue('a_total', 1);
  });

  it('says that the file is missing, reads it when it is there, and says what else is wrong', async () => {
    const problems: LogfileProblem[] = [];
    const collector = follow({ onProblem: (problem) => problems.push(problem) });
    await expect(collector).toHaveMetricValue('logfile_up', { file: path }, 0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`${path} cannot be opened: ENOENT`);
    expect(problems[0]?.cause).toMatchObject({ code: 'ENOENT' });
    writeFileSync(path, 'GET 200 1\n');
    await expect(collector).toHaveMetricValue('logfile_up', { file: path }, 1);
    const labels = { method: 'GET', status: '200' };
    await expect(collector).toHaveMetricValue('app_requests_total', labels, 1);
    const onFolder = follow({ path: folder, onProblem: (problem) => problems.push(problem) });
    const cause = { file: folder, cause: 'open' };
    await expect(onFolder).toHaveMetricValue('logfile_errors_total', cause, 1);
    expect(problems.at(-1)?.message).toBe(
      `${folder} cannot be opened: ${folder} is not a regular file.`,
    );
  });

  it('goes on when onProblem throws', async () => {
    const collector = follow({
      onProblem: () => {
        throw new Error('the log is full');
      },
    });
    await expect(collector).toHaveMetricValue('logfile_up', { file: path }, 0);
  });

  it('rejects after it was disposed', async () => {
    const collector = follow();
    collector[Symbol.dispose]();
    await expect(collector.collect([], { signal: new AbortController().signal })).rejects.toThrow(
      `logfileCollector: ${path} was closed by Symbol.dispose.`,
    );
  });
});
