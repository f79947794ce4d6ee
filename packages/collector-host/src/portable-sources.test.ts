import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Metric } from '@telltale/model';
import { plainFiles } from './complete-machine.ts';
import { FixtureMachine, nothingLeftOut } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import { portableSource, portableSourceNames, type OperatingSystem } from './portable-sources.ts';
import { defaultSourceNames } from './source-list.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

// As Node.js documents its answers on these systems; it was not run on either.
const macOs: OperatingSystem = {
  platform: 'darwin',
  cpus: () => [
    { times: { user: 1500, nice: 0, sys: 250, idle: 90_000, irq: 0 } },
    { times: { user: 20, nice: 3, sys: 10, idle: 91_000, irq: 0 } },
  ],
  loadavg: () => [1.5, 1.25, 0.75],
  totalmem: () => 17_179_869_184,
  freemem: () => 93_618_176,
  uptime: () => 86_400,
  type: () => 'Darwin',
  release: () => '24.5.0',
  version: () => 'Darwin Kernel Version 24.5.0',
  hostname: () => 'shop.local',
  machine: () => 'arm64',
};
const windows: OperatingSystem = {
  ...macOs,
  platform: 'win32',
  cpus: () => [{ times: { user: 1500, nice: 0, sys: 250, idle: 90_000, irq: 50 } }],
  loadavg: () => [0, 0, 0],
  type: () => 'Windows_NT',
};

function samplesOf(os: OperatingSystem): Record<string, number> {
  vi.useFakeTimers({ now: 1_700_000_000_400, toFake: ['Date'] });
  const samples: Record<string, number> = {};
  for (const name of portableSourceNames(os.platform)) {
    const metrics: Metric[] = [];
    void portableSource(name, os)(metrics, new AbortController().signal, nothingLeftOut);
    for (const metric of metrics) {
      for (const { labels, value } of metric.snapshot().series) {
        samples[[metric.name, ...Object.values(labels)].join(' ')] = value as number;
      }
    }
  }
  return samples;
}

/** What every Linux shows, to compare names, types, help and labels with. */
async function linuxHeads(): Promise<Map<string, unknown>> {
  const machine = new FixtureMachine(plainFiles);
  const metrics: Metric[] = [];
  await hostCollector(machine.options).collect(metrics, { signal: new AbortController().signal });
  machine[Symbol.dispose]();
  return new Map(metrics.map((metric) => [metric.name, headOf(metric)]));
}

function headOf({ type, help, labelNames }: Metric): unknown {
  return { type, help, labelNames };
}

describe('on macOS', () => {
  it('shows what Node.js tells, under the names of Linux', () => {
    expect(samplesOf(macOs)).toEqual({
      'node_cpu_seconds_total 0 user': 1.5,
      'node_cpu_seconds_total 0 nice': 0,
      'node_cpu_seconds_total 0 system': 0.25,
      'node_cpu_seconds_total 0 idle': 90,
      'node_cpu_seconds_total 1 user': 0.02,
      'node_cpu_seconds_total 1 nice': 0.003,
      'node_cpu_seconds_total 1 system': 0.01,
      'node_cpu_seconds_total 1 idle': 91,
      node_load1: 1.5,
      node_load5: 1.25,
      node_load15: 0.75,
      node_memory_MemTotal_bytes: 17_179_869_184,
      node_memory_MemFree_bytes: 93_618_176,
      node_boot_time_seconds: 1_699_913_600,
      node_time_seconds: 1_700_000_000.4,
      [`node_time_zone_offset_seconds ${zone()}`]: -new Date().getTimezoneOffset() * 60 + 0,
      'node_uname_info Darwin 24.5.0 Darwin Kernel Version 24.5.0 shop.local (none) arm64': 1,
    });
  });

  it('keeps the time of the start where two clocks run apart a little', () => {
    vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date'] });
    let uptime = 100;
    const read = portableSource('stat', { ...macOs, uptime: () => uptime });
    const bootTimes = [100, 101, 98.5, 90].map((seconds) => {
      uptime = seconds;
      const metrics: Metric[] = [];
      void read(metrics, new AbortController().signal, nothingLeftOut);
      return [...(metrics[0] as Metric).snapshot().series][0]?.value;
    });
    expect(bootTimes).toEqual([1_699_999_900, 1_699_999_900, 1_699_999_900, 1_699_999_910]);
  });

  it('fails for a source that has nothing to show there', () => {
    expect(() =>
      portableSource('diskstats', macOs)([], new AbortController().signal, nothingLeftOut),
    ).toThrow(
      'diskstats is not available on darwin, where there are cpu, loadavg, meminfo, stat, time, uname. Leave it out.',
    );
  });
});

describe('on Windows', () => {
  it('tells interrupts from the rest of the kernel, and shows no load averages', () => {
    const samples = samplesOf(windows);
    expect(Object.keys(samples).filter((name) => /load|MemFree/.test(name))).toEqual([]);
    expect(samples).toMatchObject({
      'node_cpu_seconds_total 0 user': 1.5,
      'node_cpu_seconds_total 0 system': 0.2,
      'node_cpu_seconds_total 0 idle': 90,
      'node_cpu_seconds_total 0 irq': 0.05,
      node_memory_MemAvailable_bytes: 93_618_176,
    });
  });
});

describe('hostCollector elsewhere than on Linux', () => {
  const collectOn = async (
    platform: NodeJS.Platform,
    options: Parameters<typeof hostCollector>[0],
  ): Promise<Metric[]> => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
    const metrics: Metric[] = [];
    await hostCollector(options).collect(metrics, { signal: new AbortController().signal });
    return metrics;
  };
  const sourcesOf = (metrics: readonly Metric[]): Record<string, unknown> => {
    const success = metrics.find(({ name }) => name === 'node_scrape_collector_success') as Metric;
    const rows = [...success.snapshot().series];
    return Object.fromEntries(rows.map(({ labels, value }) => [labels['collector'] ?? '', value]));
  };

  it.each(['darwin', 'win32'] as const)(
    'reads the sources of %s by default, which look as on Linux',
    async (platform) => {
      const heads = await linuxHeads();
      const metrics = await collectOn(platform, {});
      const names = portableSourceNames(platform);
      expect(sourcesOf(metrics)).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
      expect(metrics.length).toBeGreaterThan(names.length);
      for (const metric of metrics) expect(headOf(metric)).toEqual(heads.get(metric.name));
    },
  );

  it('shows that a source is not there', async () => {
    const errors: unknown[] = [];
    const metrics = await collectOn('darwin', {
      collectors: ['cpu', 'vmstat'],
      onError: (name, error) => errors.push(name, (error as Error).message),
    });
    expect(sourcesOf(metrics)).toEqual({ cpu: 1, vmstat: 0 });
    expect(errors).toEqual(['vmstat', expect.stringContaining('not available on darwin')]);
  });

  it('reads the files of a Linux where it is told where they are', async () => {
    const machine = new FixtureMachine(plainFiles);
    const metrics = await collectOn('darwin', machine.options);
    machine[Symbol.dispose]();
    expect(Object.keys(sourcesOf(metrics))).toEqual(defaultSourceNames);
  });
});

function zone(): string {
  const metrics: Metric[] = [];
  void portableSource('time', macOs)(metrics, new AbortController().signal, nothingLeftOut);
  const series = metrics.flatMap((metric) => [...metric.snapshot().series]);
  return series[1]?.labels['time_zone'] ?? '';
}
