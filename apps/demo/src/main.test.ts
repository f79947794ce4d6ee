import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const startedWithinMs = 30_000;

let demo: Run | undefined;

/** Gently, so that the demo ends its exporter too. */
afterEach(async () => {
  if (demo?.process.exitCode === null) demo.process.kill();
  await demo?.ended;
  demo = undefined;
});

interface Run {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  readonly process: ChildProcess;
}

/** The real program, as `npm start` runs it. */
function run(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@telltale/source',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('main.ts', import.meta.url)),
      ...args,
    ],
    { env: { PATH: process.env['PATH'], EXPORTER_PORT: '0', ...env }, stdio: 'pipe' },
  );
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  return {
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended: once(child, 'close') as Run['ended'],
    process: child,
  };
}

async function started(demo: Run): Promise<{ shopUrl: string; exporterUrl: string | undefined }> {
  await expect.poll(demo.stdout, { timeout: startedWithinMs }).toContain('Ctrl-C ends it.');
  return {
    shopUrl: /^The shop: +(\S+)\/products$/m.exec(demo.stdout())?.[1] ?? '',
    exporterUrl: /^The exporter: +(http\S+)$/m.exec(demo.stdout())?.[1],
  };
}

async function page(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'the demo serves the shop, its metrics and the exporter, until %s',
  { timeout: 2 * startedWithinMs },
  async (signal) => {
    demo = run(['--port', '0']);
    const { shopUrl, exporterUrl } = await started(demo);

    expect(await page(`${shopUrl}/products`)).toContain('"name":"teapot"');
    const metrics = (): Promise<string> => page(`${shopUrl}/metrics`);
    await expect
      .poll(metrics, { timeout: startedWithinMs })
      .toMatch(/^http_requests_total\{.*route="\/products\/:id".*\} \d+$/m);
    const metricsPage = await metrics();
    for (const name of [
      'traffic_requests_total{method="GET",',
      'shop_orders{status="placed"} ',
      'shop_fulfilment_queue_length ',
      'process_start_time_seconds ',
      'nodejs_version_info{',
    ]) {
      expect(metricsPage).toContain(`\n${name}`);
    }
    const exported = (): Promise<string> => page(exporterUrl ?? '');
    expect(await exported()).toContain('\nnodejs_version_info{');
    // From the database of the shop.
    for (const name of [
      'shop_db_orders{status="placed",shop="demo"} ',
      'shop_db_items{product="teapot",shop="demo",where="stock"} ',
      'shop_db_size_bytes{shop="demo"} ',
      'exporter_source_up{source="shop_db",type="sqlite"} 1\n',
    ]) {
      await expect.poll(exported, { timeout: startedWithinMs }).toContain(`\n${name}`);
    }
    expect(demo.stdout()).toMatch(/^ {2}reads: +\S+\/telltale\.yaml$/m);

    demo.process.kill(signal);
    expect(await demo.ended).toEqual([0, null]);
    expect(demo.stderr()).toBe('');
    await expect(fetch(shopUrl)).rejects.toThrow('fetch failed');
    await expect(fetch(exporterUrl ?? '')).rejects.toThrow('fetch failed');
  },
);

test(
  'without traffic nothing is counted before somebody asks',
  { timeout: startedWithinMs },
  async () => {
    demo = run(['--port', '0'], { TRAFFIC: 'off' });
    const { shopUrl } = await started(demo);

    expect(await page(`${shopUrl}/metrics`)).not.toContain('\nhttp_requests_total{');
  },
);

test(
  'an exporter that cannot start is told of, and the demo goes on',
  { timeout: startedWithinMs },
  async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;

    demo = run(['--port', '0', '--no-traffic'], { EXPORTER_PORT: String(port) });
    const { shopUrl, exporterUrl } = await started(demo);

    expect(exporterUrl).toBeUndefined();
    expect(demo.stdout()).toContain(
      `The exporter:  did not start, the demo goes on without it (EXPORTER_PORT chooses its port): Cannot listen on 127.0.0.1:${port}: it is in use.`,
    );
    expect((await fetch(`${shopUrl}/products`)).status).toBe(200);
    demo.process.kill();
    expect(await demo.ended).toEqual([0, null]);
    blocker.close();
  },
);

test('a port in use ends the demo with 1 and one line', { timeout: startedWithinMs }, async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;

  demo = run(['--port', String(port)]);

  expect(await demo.ended).toEqual([1, null]);
  expect(demo.stderr()).toBe(
    `Cannot listen on port ${port}: it is in use. Choose another one with --port or PORT (0 takes any free one).\n`,
  );
  expect(demo.stdout()).toBe('');
  blocker.close();
});

test(
  'a port that is none ends the demo with 1 and one line',
  { timeout: startedWithinMs },
  async () => {
    demo = run([], { PORT: 'http' });

    expect(await demo.ended).toEqual([1, null]);
    expect(demo.stderr()).toBe('PORT is "http", expected a port from 0 to 65535.\n');
  },
);
