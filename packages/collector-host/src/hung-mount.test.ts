import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Collector, Metric } from '@telltale/model';
import { plainFiles } from './complete-machine.ts';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';

/** The mount that never answers; a real one cannot be had without a file server that is taken away. */
const hung = '/hung';

const { asked } = vi.hoisted(() => ({ asked: [] as string[] }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...original,
    statfs: (path: string) => {
      asked.push(path);
      return path.endsWith(hung) ? new Promise(() => undefined) : original.statfs(path);
    },
  };
});

let machine: FixtureMachine;

beforeEach(() => {
  asked.length = 0;
  machine = new FixtureMachine({
    ...plainFiles,
    'proc/1/mountinfo':
      `1 1 0:1 / ${hung} rw - nfs4 host:/share rw\n` + '2 1 8:1 / /data rw - ext4 /dev/sda1 rw\n',
  });
});

afterEach(() => {
  machine[Symbol.dispose]();
});

it('costs only its own series, and is asked once', async () => {
  const options = { ...machine.options, mountTimeoutMs: 500 };
  const read = async (collector: Collector): Promise<Map<string, Metric>> => {
    const metrics: Metric[] = [];
    // Ends long before a scrape would give up, or it throws.
    await collector.collect(metrics, { signal: AbortSignal.timeout(5000) });
    return new Map(metrics.map((metric) => [metric.name, metric]));
  };
  const points = (metric: Metric | undefined): [unknown, unknown, unknown][] =>
    [...(metric as Metric).snapshot().series].map(({ labels, value }) => [
      labels['mountpoint'],
      labels['device_error'],
      value,
    ]);

  const withoutNetwork = await read(hostCollector(options));
  expect(points(withoutNetwork.get('node_filesystem_device_error'))).toEqual([['/data', '', 0]]);
  const collector = hostCollector({ ...options, networkFileSystems: true });
  for (const scrape of ['first', 'second']) {
    const metrics = await read(collector);
    expect(points(metrics.get('node_filesystem_device_error')), scrape).toEqual([
      [hung, 'mountpoint timeout', 1],
      ['/data', '', 0],
    ]);
    expect(points(metrics.get('node_filesystem_size_bytes')), scrape).toEqual([
      ['/data', '', expect.any(Number)],
    ]);
    expect([...metrics.keys()], scrape).toEqual([...withoutNetwork.keys()]);
    const success = [...(metrics.get('node_scrape_collector_success') as Metric).snapshot().series];
    expect(success.find(({ labels }) => labels['collector'] === 'filesystem')?.value).toBe(1);
  }
  expect(asked.filter((path) => path.endsWith(hung))).toHaveLength(1);
});
