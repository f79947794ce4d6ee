import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processCollector } from './process-collector.ts';

let procRoot: string;

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'proc-'));
});

afterEach(() => {
  rmSync(procRoot, { recursive: true });
});

const files = {
  'self/stat':
    '4711 (a (b) c) S 1 4711 4711 0 -1 4194304 9 0 3 0 1234 66 0 0 20 0 11 0 98765 1073741824 21504 0\n',
  'self/status': 'Name:\ta (b) c\nVmRSS:\t   86016 kB\nVmData:\t  610548 kB\n',
  'self/limits':
    'Limit                     Soft Limit           Hard Limit           Units     \n' +
    'Max open files            1024                 1048576              files     \n' +
    'Max address space         4294967296           unlimited            bytes     \n',
  'self/net/netstat': 'IpExt: InOctets OutOctets\nIpExt: 859877213 1412311\n',
  'self/fd/0': '',
  'self/fd/1': '',
  'self/fd/17': '',
  stat: 'cpu  1 2 3\nbtime 1700000000\n',
};

const everything = {
  process_cpu_seconds_total: 13,
  process_cpu_user_seconds_total: 12.34,
  process_cpu_system_seconds_total: 0.66,
  process_open_fds: 3,
  process_max_fds: 1024,
  process_virtual_memory_bytes: 1_073_741_824,
  process_virtual_memory_max_bytes: 4_294_967_296,
  process_resident_memory_bytes: 88_080_384,
  process_heap_bytes: 625_201_152,
  process_start_time_seconds: 1_700_000_987.65,
  process_threads: 11,
  process_network_receive_bytes_total: 859_877_213,
  process_network_transmit_bytes_total: 1_412_311,
};

function writeProc(change: Partial<Record<keyof typeof files, string | undefined>> = {}): void {
  for (const [path, text] of Object.entries({ ...files, ...change })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(procRoot, path)), { recursive: true });
    writeFileSync(join(procRoot, path), text);
  }
}

function collect(collector = processCollector({ procRoot })): Metric[] {
  const buf: Metric[] = [];
  void collector.collect(buf, { signal: new AbortController().signal });
  return buf;
}

/** Values by name; each of these metrics has one series without labels. */
function valuesOf(buf: readonly Metric[]): Record<string, unknown> {
  return Object.fromEntries(
    buf.map((metric) => {
      const [series, ...more] = metric.snapshot().series;
      expect(more).toEqual([]);
      expect(series?.labels).toEqual({});
      return [metric.name, series?.value];
    }),
  );
}

function without(...names: (keyof typeof everything)[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(everything).filter(([name]) => !(names as string[]).includes(name)),
  );
}

describe('processCollector', () => {
  it('is called process', () => {
    expect(processCollector().name).toBe('process');
  });

  it('shows what the proc file system says, exactly', () => {
    writeProc();
    expect(valuesOf(collect())).toEqual(everything);
  });

  it('shows totals as counters and the rest as gauges, each with a help text', () => {
    writeProc();
    for (const { name, type, help } of collect()) {
      expect([name, type]).toEqual([name, name.endsWith('_total') ? 'counter' : 'gauge']);
      expect(help).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('says of the CPU totals that they began with the process, and nothing of the network totals', () => {
    writeProc();
    const starts = collect()
      .filter((metric) => metric.type === 'counter')
      .map((metric) => [metric.name, [...metric.snapshot().series][0]?.startTimestamp]);
    expect(Object.fromEntries(starts)).toEqual({
      process_cpu_seconds_total: 1_700_000_987.65,
      process_cpu_user_seconds_total: 1_700_000_987.65,
      process_cpu_system_seconds_total: 1_700_000_987.65,
      process_network_receive_bytes_total: undefined,
      process_network_transmit_bytes_total: undefined,
    });
  });

  it('leaves out limits that are unlimited', () => {
    const limits =
      'Max open files            unlimited            unlimited            files     \n' +
      'Max address space         unlimited            unlimited            bytes     \n';
    writeProc({ 'self/limits': limits });
    expect(valuesOf(collect())).toEqual(
      without('process_max_fds', 'process_virtual_memory_max_bytes'),
    );
  });

  it.each([
    [
      'self/stat',
      [
        'process_cpu_seconds_total',
        'process_cpu_user_seconds_total',
        'process_cpu_system_seconds_total',
        'process_virtual_memory_bytes',
        'process_start_time_seconds',
        'process_threads',
      ],
    ],
    ['self/status', ['process_resident_memory_bytes', 'process_heap_bytes']],
    ['self/limits', ['process_max_fds', 'process_virtual_memory_max_bytes']],
    [
      'self/net/netstat',
      ['process_network_receive_bytes_total', 'process_network_transmit_bytes_total'],
    ],
    ['stat', ['process_start_time_seconds']],
  ] as const)('leaves out what it would read from %s where that is missing', (path, names) => {
    writeProc({ [path]: undefined });
    expect(valuesOf(collect())).toEqual(without(...names));
  });

  it('leaves out the number of open descriptors where their folder is missing', () => {
    writeProc({ 'self/fd/0': undefined, 'self/fd/1': undefined, 'self/fd/17': undefined });
    expect(valuesOf(collect())).toEqual(without('process_open_fds'));
  });

  it('appends nothing where there is no proc file system at all', () => {
    expect(collect(processCollector({ procRoot: join(procRoot, 'nowhere') }))).toEqual([]);
  });

  it('reads anew at each scrape, but keeps the start time', () => {
    writeProc();
    const collector = processCollector({ procRoot });
    collect(collector);
    writeProc({
      'self/stat': files['self/stat'].replace(' 1234 66 ', ' 2000 100 '),
      stat: 'btime 1700000999\n',
    });
    expect(valuesOf(collect(collector))).toEqual({
      ...everything,
      process_cpu_seconds_total: 21,
      process_cpu_user_seconds_total: 20,
      process_cpu_system_seconds_total: 1,
    });
  });

  it('collects twice at once, and into a buffer that holds something already', async () => {
    writeProc();
    const collector = processCollector({ procRoot });
    const context = { signal: new AbortController().signal };
    const before = collect()[0]!;
    const first: Metric[] = [before];
    const second: Metric[] = [];
    await Promise.all([collector.collect(first, context), collector.collect(second, context)]);
    expect(first[0]).toBe(before);
    expect(valuesOf(first.slice(1))).toEqual(everything);
    expect(valuesOf(second)).toEqual(everything);
  });

  it('appends nothing once it is disposed of', () => {
    writeProc();
    const collector = processCollector({ procRoot });
    expect(collect(collector)).not.toEqual([]);
    collector[Symbol.dispose]();
    collector[Symbol.dispose]();
    expect(collect(collector)).toEqual([]);
  });

  it('throws the reason of a signal that is aborted already, and appends nothing', () => {
    writeProc();
    const buf: Metric[] = [];
    const signal = AbortSignal.abort(new Error('too late'));
    expect(() => processCollector({ procRoot }).collect(buf, { signal })).toThrow('too late');
    expect(buf).toEqual([]);
  });

  it.each([
    ['/proc', 'processCollector: options is "/proc", expected an object of options.'],
    [null, 'processCollector: options is null, expected an object of options.'],
    [
      { procroot: '/proc' },
      'processCollector: options has "procroot", expected some of procRoot. Correct the name.',
    ],
  ])('refuses %j as options', (given, message) => {
    expect(() => processCollector(given as object)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    );
  });

  it.each([
    ['', '""'],
    [7, '7'],
  ])('refuses %j as procRoot', (given, shown) => {
    expect(() => processCollector({ procRoot: given as string })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message:
          `processCollector: procRoot is ${shown}, expected the path where the proc file system is mounted. ` +
          'Leave it out to read /proc.',
      }),
    );
  });
});

describe('README', () => {
  it('shows every metric with its help text and type, in their order', () => {
    writeProc();
    const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, block = ''] = /## Metrics\n[^`]*```text\n([^`]*)```/.exec(page) ?? [];
    const collected = collect().flatMap(({ name, help, type }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      `${name} 0`,
    ]);
    expect(block.trimEnd().split('\n').map(withoutValue)).toEqual(collected.map(withoutValue));
  });

  const withoutValue = (line: string): string => line.replace(/^(\w+) [\d.]+$/, '$1');
});

describe('processCollector where there is no proc file system', () => {
  beforeEach(() => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('shows what Node.js knows', () => {
    const before = process.cpuUsage();
    const values = valuesOf(collect(processCollector())) as Record<string, number>;
    const after = process.cpuUsage();
    expect(Object.keys(values)).toEqual([
      'process_cpu_seconds_total',
      'process_cpu_user_seconds_total',
      'process_cpu_system_seconds_total',
      'process_open_fds',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
    ]);
    const user = values['process_cpu_user_seconds_total']!;
    const system = values['process_cpu_system_seconds_total']!;
    expect(user).toBeGreaterThanOrEqual(before.user / 1e6);
    expect(user).toBeLessThanOrEqual(after.user / 1e6);
    expect(system).toBeGreaterThanOrEqual(before.system / 1e6);
    expect(system).toBeLessThanOrEqual(after.system / 1e6);
    expect(values['process_cpu_seconds_total']).toBeCloseTo(user + system, 9);
    expect(values['process_resident_memory_bytes']).toBeGreaterThan(1e7);
    expect(values['process_start_time_seconds']).toBeCloseTo(
      Date.now() / 1000 - process.uptime(),
      0,
    );
  });

  it('counts the open descriptors on macOS, which lists them where Linux does too', async () => {
    using collector = processCollector();
    const count = (): number => valuesOf(collect(collector))['process_open_fds'] as number;
    count();
    // The thread that asks for limits closes its own meanwhile.
    await vi.waitFor(() => {
      const before = count();
      const files = Array.from({ length: 5 }, () => openSync('/dev/null', 'r'));
      const after = count();
      for (const file of files) closeSync(file);
      expect(after).toBe(before + 5);
      expect(count()).toBe(before);
    }, 20_000);
  });

  it('leaves out the open descriptors on Windows', () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    expect(Object.keys(valuesOf(collect(processCollector())))).toEqual([
      'process_cpu_seconds_total',
      'process_cpu_user_seconds_total',
      'process_cpu_system_seconds_total',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
    ]);
  });

  it('leaves out the resident size where the system does not say', () => {
    vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
      throw new Error('ENOENT: no such file or directory, uv_resident_set_memory');
    });
    const names = collect(processCollector()).map((metric) => metric.name);
    expect(names).not.toContain('process_resident_memory_bytes');
    expect(names).toContain('process_cpu_seconds_total');
  });

  it('keeps the start time when the clock is set', () => {
    const collector = processCollector();
    const start = valuesOf(collect(collector))['process_start_time_seconds'];
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    expect(valuesOf(collect(collector))['process_start_time_seconds']).toBe(start);
  });

  it('reads a proc file system all the same where it is told of one', () => {
    writeProc();
    expect(valuesOf(collect())).toEqual(everything);
  });
});
