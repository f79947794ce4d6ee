import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import type { HostCollectorOptions } from './host-options.ts';
import { defaultSourceNames, hostSourceNames } from './source-list.ts';

let machine: FixtureMachine;

beforeEach(() => {
  machine = new FixtureMachine({
    'proc/loadavg': '0.21 0.37 0.39 1/719 19737\n',
    'proc/sys/fs/file-nr': '1024\t0\t1631329\n',
  });
});

afterEach(() => {
  machine[Symbol.dispose]();
});

async function collect(options: HostCollectorOptions): Promise<Metric[]> {
  const metrics: Metric[] = [];
  const collector = hostCollector({ ...machine.options, ...options });
  await collector.collect(metrics, { signal: new AbortController().signal });
  return metrics;
}

describe('hostCollector', () => {
  it('reads the sources that are on by default, and says of each whether it could', async () => {
    const { success, errors } = await machine.read({});
    expect(Object.keys(success)).toEqual(defaultSourceNames);
    expect(defaultSourceNames).toHaveLength(hostSourceNames.length - 5);
    expect(success['loadavg']).toBe(1);
    expect(success['stat']).toBe(0);
    expect(errors['stat']).toBe("ENOENT: no such file or directory, open 'proc/stat'");
  });

  it('shows how long each source took', async () => {
    const metrics = await collect({ collectors: ['loadavg', 'stat'] });
    const durations = metrics.find(({ name }) => name === 'node_scrape_collector_duration_seconds');
    const series = [...(durations as Metric).snapshot().series];
    expect(series.map(({ labels }) => labels)).toEqual([
      { collector: 'loadavg' },
      { collector: 'stat' },
    ]);
    for (const { value } of series) expect(value).toBeGreaterThan(0);
  });

  it('reads the sources that are chosen, without those that are excluded', async () => {
    const options = { collectors: ['filefd', 'loadavg', 'stat'], exclude: ['stat'] } as const;
    expect((await machine.read(options)).success).toEqual({ filefd: 1, loadavg: 1 });
    const besides = { ...options, include: ['interrupts', 'stat'] } as const;
    expect(Object.keys((await machine.read(besides)).success)).toEqual([
      'filefd',
      'interrupts',
      'loadavg',
    ]);
    const none = await machine.read({ exclude: hostSourceNames });
    expect(none).toEqual({ samples: {}, success: {}, errors: {} });
  });

  it('is not harmed by a listener that throws', async () => {
    const onError = (): never => {
      throw new Error('the log is full');
    };
    const metrics = await collect({ collectors: ['loadavg', 'stat'], onError });
    expect(metrics.map(({ name }) => name)).toEqual([
      'node_load1',
      'node_load5',
      'node_load15',
      'node_scrape_collector_duration_seconds',
      'node_scrape_collector_success',
    ]);
  });

  it('throws the reason of a signal that is aborted already, and appends nothing', async () => {
    const metrics: Metric[] = [];
    const signal = AbortSignal.abort(new Error('too late'));
    const collected = hostCollector(machine.options).collect(metrics, { signal });
    await expect(collected).rejects.toThrow('too late');
    expect(metrics).toEqual([]);
  });

  const names = hostSourceNames.join(', ');

  it.each<[Record<string, unknown>, string]>([
    [
      { procRoot: '' },
      'procRoot is "", expected a path. Give where it is mounted, or leave it out for the default.',
    ],
    [
      { rootfs: 1 },
      'rootfs is 1, expected a path. Give where it is mounted, or leave it out for the default.',
    ],
    [{ collectors: ['cpus'] }, `collectors is "cpus", expected one of ${names}. Correct the name.`],
    [
      { exclude: 'cpu' },
      'exclude is "cpu", expected an array of names of sources. Leave it out for the default.',
    ],
    [{ include: [1] }, `include is 1, expected one of ${names}. Correct the name.`],
    [
      { sourceTimeoutMs: 2 ** 31 },
      'sourceTimeoutMs is 2147483648, expected milliseconds above 0, below 2^31. Leave it out for the default.',
    ],
    [
      { mountTimeoutMs: 0 },
      'mountTimeoutMs is 0, expected milliseconds above 0, below 2^31. Leave it out for the default.',
    ],
    [
      { udevData: '' },
      'udevData is "", expected a path. Give where it is mounted, or leave it out for the default.',
    ],
    [
      { netstatFields: ['Tcp_MaxConn'] },
      'netstatFields is an array, expected a regular expression. Leave it out for the default.',
    ],
    [
      { networkFileSystems: 'yes' },
      'networkFileSystems is "yes", expected true or false. Leave it out for the default.',
    ],
    [
      { onError: 'log' },
      'onError is "log", expected a function. Leave it out to be told of nothing.',
    ],
    [
      { collecters: ['cpu'] },
      'options has "collecters", expected some of procRoot, sysRoot, rootfs, udevData, collectors, include, exclude, sourceTimeoutMs, mountTimeoutMs, excludeMountPoints, excludeFsTypes, networkFileSystems, excludeDisks, excludeNetworkDevices, netstatFields, onError. Correct the name.',
    ],
    [null as never, 'options is null, expected an object of options.'],
    [
      { excludeDisks: 'sda' },
      'excludeDisks is "sda", expected a regular expression. Leave it out for the default.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => hostCollector(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: `hostCollector: ${message}` }),
    );
  });
});

describe('README', () => {
  it('has a row for each source', () => {
    const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, table = ''] = /## Metrics\n([^]*?)\n## /.exec(page) ?? [];
    const rows = [...table.matchAll(/^\| `(?!node_)(\w+)` +\|/gm)].map(([, name]) => name);
    expect(rows).toEqual(hostSourceNames);
  });
});
