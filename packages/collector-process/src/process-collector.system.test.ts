import {
  execFileSync,
  spawn,
  spawnSync,
  type ChildProcessWithoutNullStreams,
} from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// It starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const packageFolder = dirname(import.meta.dirname);
/** It lost its prefix in Node.js 23.5. */
const permissionFlag = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const noPs = spawnSync('ps', ['-o', 'pid=', '-p', String(process.pid)]).status !== 0;

/** Collects for each line that it is sent, after it has run the line as code. Ends with its input. */
const program = `
  import { openSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  import { processCollector } from './src/index.ts';
  const collector = processCollector();
  const perform = {
    collect() {},
    openFive() { for (let i = 0; i < 5; i++) openSync('/dev/null'); },
    openAll() { try { for (;;) openSync('/dev/null'); } catch {} },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    perform[line]();
    const buf = [];
    await collector.collect(buf, { signal: new AbortController().signal });
    const values = buf.map((metric) => [metric.name, [...metric.snapshot().series][0].value]);
    console.log(JSON.stringify(Object.fromEntries(values)));
  }
`;

type Values = Record<string, number>;

/** What the kernel says of another process, read without the code under test. */
function kernelView(pid: number): Values {
  const text = (path: string): string => readFileSync(`/proc/${pid}/${path}`, 'utf8');
  // Node.js names its main thread, which is the name in here: letters and perhaps a dash.
  const [, , , , , , , , , , , , , user, system] = text('stat').split(' ').map(Number);
  const [names = '', numbers = ''] = text('net/netstat').split('\n').slice(2);
  const octets = (name: string): number =>
    Number(numbers.split(' ')[names.split(' ').indexOf(name)]);
  return {
    user: user! / 100,
    system: system! / 100,
    receive: octets('InOctets'),
    transmit: octets('OutOctets'),
  };
}

describe.skipIf(process.platform !== 'linux')('processCollector on Linux, in a process', () => {
  let child: ChildProcessWithoutNullStreams;
  let lines: AsyncIterator<string>;
  let pid: number;

  const ask = async (what: 'collect' | 'openFive' | 'openAll'): Promise<Values> => {
    child.stdin.write(`${what}\n`);
    const { value } = (await lines.next()) as { value: string };
    return JSON.parse(value) as Values;
  };

  beforeAll(async () => {
    // Node.js raises its soft limit to the hard one when it starts, so both are set.
    child = spawn(
      'sh',
      [
        '-c',
        'ulimit -n 345; exec "$@"',
        'sh',
        process.execPath,
        '--conditions=@telltale/source',
        '--input-type=module-typescript',
        '--eval',
        program,
      ],
      { cwd: packageFolder },
    );
    child.stderr.pipe(process.stderr);
    lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    pid = child.pid!;
    // The first reading loads what later ones use.
    await ask('collect');
  });

  afterAll(async () => {
    child.stdin.end();
    await once(child, 'exit');
  });

  it('shows totals between what the kernel says before and after', async () => {
    const before = kernelView(pid);
    const values = await ask('collect');
    const after = kernelView(pid);
    for (const [name, key] of [
      ['process_cpu_user_seconds_total', 'user'],
      ['process_cpu_system_seconds_total', 'system'],
      ['process_network_receive_bytes_total', 'receive'],
      ['process_network_transmit_bytes_total', 'transmit'],
    ] as const) {
      expect(values[name], name).toBeGreaterThanOrEqual(before[key]!);
      // The kernel tells CPU time in whole ticks, the collector in microseconds.
      const rest = name.includes('_cpu_') ? 0.01 : 0;
      expect(values[name], name).toBeLessThanOrEqual(after[key]! + rest);
    }
    expect(values['process_cpu_seconds_total']).toBeCloseTo(
      values['process_cpu_user_seconds_total']! + values['process_cpu_system_seconds_total']!,
      9,
    );
    expect(values['process_cpu_seconds_total']).toBeGreaterThan(0);
    expect(values['process_network_receive_bytes_total']).toBeGreaterThan(0);
  });

  it('counts the open descriptors, and no other', async () => {
    const values = await ask('collect');
    expect(values['process_open_fds']).toBe(readdirSync(`/proc/${pid}/fd`).length);
    const more = await ask('openFive');
    expect(more['process_open_fds']).toBe(values['process_open_fds']! + 5);
  });

  it('shows the limit that the shell has set', async () => {
    expect((await ask('collect'))['process_max_fds']).toBe(345);
  });

  it.skipIf(noPs)('agrees with ps on memory, threads and start', async () => {
    const values = await ask('collect');
    const [rss, vsz, threads, elapsed] = execFileSync(
      'ps',
      ['-o', 'rss=,vsz=,nlwp=,etimes=', '-p', String(pid)],
      { encoding: 'utf8' },
    )
      .trim()
      .split(/\s+/)
      .map(Number);
    const resident = values['process_resident_memory_bytes']!;
    // The resident size moves while both look at it.
    expect(resident / (rss! * 1024)).toBeGreaterThan(0.8);
    expect(resident / (rss! * 1024)).toBeLessThan(1.25);
    expect(values['process_virtual_memory_bytes']! / (vsz! * 1024)).toBeCloseTo(1, 1);
    expect(values['process_threads']).toBe(threads);
    const started = Date.now() / 1000 - elapsed!;
    // Both count whole seconds somewhere on the way, and a loaded machine takes its time in between.
    expect(Math.abs(values['process_start_time_seconds']! - started)).toBeLessThan(10);
    // The data segment holds at least what V8 has committed for its heap, and is a part of all that is mapped.
    expect(values['process_heap_bytes']).toBeGreaterThan(4_000_000);
    expect(values['process_heap_bytes']).toBeLessThan(values['process_virtual_memory_bytes']!);
  });

  // The last one: the process has none left afterwards.
  it('still shows everything when there is no descriptor left', async () => {
    const before = await ask('collect');
    const values = await ask('openAll');
    expect(Object.keys(values)).toEqual(Object.keys(before));
    expect(values['process_open_fds']).toBe(345);
  });
});

describe.skipIf(process.platform !== 'linux')('processCollector that may not read /proc', () => {
  it('shows what Node.js knows', () => {
    const root = join(packageFolder, '../..');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        permissionFlag,
        `--allow-fs-read=${root}/*`,
        '--conditions=@telltale/source',
        '--input-type=module-typescript',
        '--eval',
        program,
      ],
      { cwd: packageFolder, input: 'collect\n', encoding: 'utf8' },
    );
    expect(stderr).not.toContain('Error');
    expect(Object.keys(JSON.parse(stdout) as Values)).toEqual([
      'process_cpu_seconds_total',
      'process_cpu_user_seconds_total',
      'process_cpu_system_seconds_total',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
    ]);
  });
});
