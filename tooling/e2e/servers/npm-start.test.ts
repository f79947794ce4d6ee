import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../src/need.ts';
import { demoAddresses, demoPorts, type DemoAddresses } from './demo-process.ts';
import { readPage, samplesOf, seriesKey } from './page-reader.ts';
import { descendantsOf, stillRunning, type RunningProcess } from './process-tree.ts';
import { scrape } from './scrape.ts';
import { StartedProgram } from './started-program.ts';
import { waitUntil } from './wait-until.ts';

describe('npm start', () => {
  let npm: StartedProgram;
  let addresses: DemoAddresses;
  let started: RunningProcess[] = [];

  beforeAll(async () => {
    npm = new StartedProgram('npm', ['start'], { env: demoPorts });
    addresses = await demoAddresses(npm, 90_000);
    started = descendantsOf(npm.pid);
  });

  afterAll(async () => {
    await npm.end();
    // Whatever a failed test has left.
    for (const { pid } of stillRunning(started)) process.kill(pid, 'SIGKILL');
  });

  test('prints where the shop and the metrics are, and three commands worth trying', async () => {
    const { shopUrl } = addresses;

    await npm.printed(/Ctrl-C ends it/);

    expect(npm.output).toContain(`${shopUrl}/products\n`);
    expect(npm.output.match(/^ {2}curl .*$/gm)).toHaveLength(3);
  });

  test('serves the metrics of a shop in which something is going on', async () => {
    const served = await waitUntil('requests are counted', async () => {
      const families = readPage(await scrape(addresses.metricsUrl, 'text'), 'text');
      const requests = families.find(({ name }) => name === 'http_requests_total');
      return requests?.samples.some(({ value }) => value > 1) === true ? families : undefined;
    });

    expect(served.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['process_cpu_seconds_total', 'nodejs_version_info', 'shop_orders']),
    );
  });

  test('serves the metrics of the exporter beside it', async () => {
    const families = readPage(await scrape(addresses.exporterMetricsUrl, 'text'), 'text');

    expect(families.map(({ name }) => name)).toContain('exporter_build_info');
  });

  test('ends with 0 when npm gets SIGTERM, and leaves no process behind', async () => {
    // The demo and the exporter, at least.
    expect(started.length).toBeGreaterThanOrEqual(2);

    await expect(npm.end()).resolves.toEqual({ code: 0, signal: null });
    await waitUntil('all that npm has started ends', () => {
      expect(stillRunning(started)).toEqual([]);
      return true;
    });
  });
});

// The addon is built for this one.
const hasAddon = process.platform === 'linux' && process.arch === 'x64';
const compiles = need({
  what: 'tests of the allocator that the demo runs on',
  command: ['gcc', '--version'],
  install: 'apt-get install gcc libc6-dev',
});
const hasJemalloc = need({
  what: 'the test of npm start on jemalloc',
  command: ['sh', '-c', 'PATH="$PATH:/sbin" ldconfig -p | grep -F libjemalloc.so.2 >/dev/null'],
  missing: 'libjemalloc.so.2',
  install: 'apt-get install libjemalloc2',
});

interface Shown {
  /** The samples of its page that speak of allocators, by series. */
  readonly shown: Readonly<Record<string, number>>;
  readonly processes: readonly RunningProcess[];
  /** Those of them that run with jemalloc. */
  readonly loaded: readonly RunningProcess[];
}

describe.runIf(hasAddon && compiles)('what the demo shows of its allocator', () => {
  const shownBy = async (
    command: readonly [string, ...string[]],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Shown> => {
    const [program, ...args] = command;
    const demo = new StartedProgram(program, args, { env: { ...demoPorts, ...env } });
    let processes: RunningProcess[] = [];
    try {
      const { metricsUrl } = await demoAddresses(demo, 90_000);
      const page = readPage(await scrape(metricsUrl, 'text'), 'text');
      const shown = samplesOf(page)
        .filter(({ name }) => /^(allocator|glibc|jemalloc|mimalloc|tcmalloc)_/.test(name))
        .map(({ name, labels, value }) => [seriesKey(name, labels), value] as const);
      processes = descendantsOf(demo.pid);
      const loaded = processes.filter(({ pid }) =>
        readFileSync(`/proc/${pid}/maps`, 'latin1').includes('libjemalloc.so.2'),
      );
      return { shown: Object.fromEntries(shown), processes, loaded };
    } finally {
      await demo.end();
      for (const { pid } of stillRunning(processes)) process.kill(pid, 'SIGKILL');
    }
  };
  const figuresOf = (allocator: string, shown: Shown['shown']): string[] =>
    Object.keys(shown).filter((key) => key.startsWith(`${allocator}_`));

  test.runIf(hasJemalloc)('is jemalloc, where npm start runs with it preloaded', async () => {
    const preload = { LD_PRELOAD: 'libjemalloc.so.2' };

    const { shown, processes, loaded } = await shownBy(['npm', 'start'], preload);

    expect(shown['allocator_available{allocator="jemalloc",reason="found"}']).toBe(1);
    expect(shown['jemalloc_allocated_bytes{}']).toBeGreaterThan(1_000_000);
    expect(shown['jemalloc_resident_bytes{}']).toBeGreaterThan(
      shown['jemalloc_allocated_bytes{}']!,
    );
    expect(figuresOf('glibc', shown)).toEqual([]);
    // A preloaded library comes to whatever is started: to the demo, and to its exporter.
    expect(loaded.length).toBeGreaterThanOrEqual(2);
    expect(loaded).toEqual(processes);
  });

  test('is glibc without that', async () => {
    const { shown, loaded } = await shownBy(['npm', 'start'], { LD_PRELOAD: '' });

    expect(shown['allocator_available{allocator="glibc",reason="found"}']).toBe(1);
    expect(shown['glibc_malloc_allocated_bytes{}']).toBeGreaterThan(1_000_000);
    expect(figuresOf('jemalloc', shown)).toEqual([]);
    expect(loaded).toEqual([]);
  });

  test('is unknown without the addon, and there is no figure', async () => {
    const program = ['--conditions=@telltale/source', 'apps/demo/src/main.ts', '--no-traffic'];
    const preload = ['--import', join(import.meta.dirname, 'without-addon.ts')];

    const { shown } = await shownBy([process.execPath, ...preload, ...program]);

    expect(shown).toEqual({ 'allocator_available{allocator="unknown",reason="addon_missing"}': 0 });
  });
});
