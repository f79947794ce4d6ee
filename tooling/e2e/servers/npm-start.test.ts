import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoAddresses, demoPorts, type DemoAddresses } from './demo-process.ts';
import { readPage } from './page-reader.ts';
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
