import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseUserLimits, UserLimitsReader } from './user-limits.ts';

// It starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

describe('parseUserLimits', () => {
  // As the report has it on macOS by the source of Node.js: sizes in bytes, what is RLIM_INFINITY in words.
  const macOs = {
    core_file_size_blocks: { soft: 0, hard: 'unlimited' },
    data_seg_size_bytes: { soft: 'unlimited', hard: 'unlimited' },
    file_size_blocks: { soft: 'unlimited', hard: 'unlimited' },
    max_locked_memory_bytes: { soft: 'unlimited', hard: 'unlimited' },
    max_memory_size_bytes: { soft: 'unlimited', hard: 'unlimited' },
    open_files: { soft: 1_048_575, hard: 'unlimited' },
    stack_size_bytes: { soft: 8_372_224, hard: 67_092_480 },
    cpu_time_seconds: { soft: 'unlimited', hard: 'unlimited' },
    max_user_processes: { soft: 2666, hard: 4000 },
    virtual_memory_bytes: { soft: 'unlimited', hard: 'unlimited' },
  };

  it('reads the soft limits, without those that are unlimited', () => {
    expect(parseUserLimits(macOs)).toEqual({ maxFds: 1_048_575, virtualMemoryMaxBytes: undefined });
    const virtual = { soft: 4_294_967_296, hard: 'unlimited' };
    const other = { ...macOs, open_files: { soft: 'unlimited', hard: 'unlimited' } };
    expect(parseUserLimits({ ...other, virtual_memory_bytes: virtual })).toEqual({
      maxFds: undefined,
      virtualMemoryMaxBytes: 4_294_967_296,
    });
  });

  it.each([undefined, null, {}, { open_files: null }, { open_files: { soft: '' } }])(
    'finds none in %j',
    (limits) => {
      const none = { maxFds: undefined, virtualMemoryMaxBytes: undefined };
      expect(parseUserLimits(limits)).toEqual(none);
    },
  );
});

describe.skipIf(process.platform === 'win32')('UserLimitsReader', () => {
  it('asks once, shows the answer when it is there, and leaves the settings of the report', async () => {
    // The types of Node.js do not know it yet.
    const report = process.report as { excludeNetwork?: boolean };
    const { excludeNetwork } = report;
    using reader = new UserLimitsReader();
    expect(reader.read()).toEqual({});
    await vi.waitFor(() => {
      expect(reader.read().maxFds).toBeGreaterThan(0);
    }, 20_000);
    expect(reader.read()).toBe(reader.read());
    expect(report.excludeNetwork).toBe(excludeNetwork);
  });

  it('asks no more once it is disposed of', async () => {
    const started = vi.fn();
    process.on('worker', started);
    using asked = new UserLimitsReader();
    asked.read();
    await setImmediate();
    expect(started).toHaveBeenCalledOnce();
    const reader = new UserLimitsReader();
    reader[Symbol.dispose]();
    expect(reader.read()).toEqual({});
    await setImmediate();
    expect(started).toHaveBeenCalledOnce();
    process.off('worker', started);
  });
});

// Where there is a proc file system it is another that is read: the platform is overridden.
const program = `
  import { Worker } from 'node:worker_threads';
  import { processCollector } from './src/index.ts';
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  const blocked = new Worker(
    "require('node:child_process').execFileSync('cat', [process.argv[2]], {stdio: ['ignore', 'ignore', 'inherit']})",
    { eval: true, argv: [process.argv[1]], env: {}, execArgv: [] },
  );
  await new Promise((resolve) => blocked.once('online', resolve));
  const collector = processCollector();
  const collect = () => {
    const buf = [];
    collector.collect(buf, { signal: new AbortController().signal });
    return Object.fromEntries(buf.map((metric) => [metric.name, [...metric.snapshot().series][0].value]));
  };
  const first = collect();
  let last = first;
  while (!('process_max_fds' in last)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    last = collect();
  }
  const { openSync, closeSync } = await import('node:fs');
  closeSync(openSync(process.argv[1], 'w'));
  console.log(JSON.stringify([first, last].map((values) => [
    values.process_max_fds, values.process_virtual_memory_max_bytes,
  ])));
`;

describe.skipIf(process.platform !== 'linux')('limits without a proc file system', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'limits-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are those of the shell, from the second reading on, beside a thread that is busy, and without what is preloaded', () => {
    const pipe = join(folder, 'pipe');
    const preloaded = join(folder, 'preloaded.cjs');
    writeFileSync(
      preloaded,
      "if (require('node:worker_threads').isMainThread) console.log('preloaded'); else console.log('preloaded in a thread');",
    );
    const { stdout, stderr, status } = spawnSync(
      'sh',
      [
        '-c',
        'mkfifo "$1" && ulimit -n 345 && ulimit -v 102400000 && shift && exec "$@"',
        'sh',
        pipe,
        process.execPath,
        '--conditions=@telltale/source',
        `--require=${preloaded}`,
        '--input-type=module-typescript',
        '--eval',
        program,
        pipe,
      ],
      {
        cwd: dirname(import.meta.dirname),
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: `--require=${preloaded}` },
        timeout: 50_000,
      },
    );
    expect(stderr).not.toContain('Error');
    expect(status).toBe(0);
    const [first, ...rest] = stdout.trim().split('\n');
    expect(first).toBe('preloaded');
    expect(JSON.parse(rest.join('\n'))).toEqual([
      [null, null],
      [345, 102_400_000 * 1024],
    ]);
  });
});
