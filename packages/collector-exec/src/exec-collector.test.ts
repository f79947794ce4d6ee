import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, Metric } from '@telltale/model';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execCollector, type ExecPageQuery } from './exec-collector.ts';
import { execSource, type ExecSource } from './exec-source.ts';

expect.extend(metricMatchers);

const page = `\
# HELP backup_age_seconds Age of the backup.
# TYPE backup_age_seconds gauge
backup_age_seconds{disk="a"} 12
# HELP backup_runs_total Backups.
# TYPE backup_runs_total counter
backup_runs_total 3
`;
const command = ['printf', '%s', page];

function ofPage(options: Partial<ExecPageQuery>, source?: ExecSource) {
  return execCollector({
    name: 'backup',
    source,
    query: { command, format: 'exposition', ...options },
  });
}

collectorSuite({ name: 'execCollector of a page', create: () => ofPage({}) });
collectorSuite({
  name: 'execCollector of rows',
  create: () =>
    execCollector({
      name: 'disks',
      query: { command: ['printf', 'disk,free\na,1\nb,2\n'], format: 'csv' },
      metrics: [
        {
          type: 'gauge',
          name: 'disk_free_bytes',
          help: 'Free.',
          keyLabels: ['disk'],
          values: ['free'],
        },
      ],
    }),
});

function collect(options: Partial<ExecPageQuery>): Promise<Metric[]> {
  const buf: Metric[] = [];
  const collecting = ofPage(options).collect(buf, { signal: new AbortController().signal });
  return Promise.resolve(collecting).then(() => buf);
}

describe('execCollector of a page', () => {
  it('shows what the command prints', async () => {
    await expect(ofPage({})).toMatchExposition(page);
  });

  it('reads OpenMetrics', async () => {
    const openmetrics = page.replaceAll('backup_runs_total Backups', 'backup_runs Backups');
    const given = `${openmetrics.replace('TYPE backup_runs_total', 'TYPE backup_runs')}# EOF\n`;
    const collector = ofPage({
      command: ['printf', '%s', given],
      contentType: 'application/openmetrics-text; version=1.0.0',
    });
    await expect(collector).toHaveMetricValue('backup_runs_total', 3);
  });

  it('runs in a source that others share', async () => {
    const source = execSource({ env: { N: '7' } });
    const shared = ofPage({ command: ['sh', '-c', 'echo "n $N"'] }, source);
    await expect(shared).toHaveMetricValue('n', 7);
    await shared[Symbol.asyncDispose]();
    await expect(shared).toHaveMetricValue('n', 7);
    await source[Symbol.asyncDispose]();
    await expect(collectFrom(shared)).rejects.toThrow('The exec source was disposed of.');
  });

  it('shows nothing of a page with a fault, and says where it is', async () => {
    await expect(collect({ command: ['printf', 'a 1\nb x\n'] })).rejects.toThrow(
      'What printf printed is not as expected: 2:3: expected a value, got "x"',
    );
  });

  it('rejects when the command fails', async () => {
    await expect(
      collect({ command: ['sh', '-c', 'echo "a 1"; echo no disk >&2; exit 1'] }),
    ).rejects.toThrow('sh ended with exit code 1, expected 0. It said: no disk');
  });
});

describe('execCollector of rows', () => {
  it('makes metrics of them, and keeps the last ones for a while', async () => {
    const text = '{"queue":"a","waiting":9007199254740992}';
    const script = `[ -e "$FLAG" ] && exit 1; printf '%s' '${text}'`;
    const folder = mkdtempSync(join(tmpdir(), 'exec-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const env = { FLAG: join(folder, 'flag') };
    const collector = execCollector({
      name: 'queues',
      source: { env },
      query: { command: ['sh', '-c', script], format: 'json' },
      metrics: [
        {
          type: 'gauge',
          name: 'queue_waiting',
          help: 'Waiting.',
          keyLabels: ['queue'],
          values: ['waiting'],
        },
      ],
      onError: 'keep',
      maxAge: 60_000,
    });
    await expect(collector).toHaveMetricValue('queue_waiting', { queue: 'a' }, 2 ** 53);
    writeFileSync(env.FLAG, '');
    await expect(collector).toHaveMetricValue('queue_waiting', { queue: 'a' }, 2 ** 53);
  });
});

function collectFrom(collector: Collector): Promise<void> {
  const collecting = collector.collect([], { signal: new AbortController().signal });
  return Promise.resolve(collecting);
}
