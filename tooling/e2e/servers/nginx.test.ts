import { once } from 'node:events';
import { connect } from 'node:net';
import { nginxCollector } from '@telltale/examples/src/nginx-collector.ts';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needNginx, NginxServer } from './nginx-server.ts';
import { readPage, samplesOf } from './page-reader.ts';
import { waitUntil } from './wait-until.ts';

const nginxIsThere = needNginx('the example collector for nginx');

describe.runIf(nginxIsThere)('the example collector for nginx', () => {
  const cleanup = new AsyncDisposableStack();
  const registry = new Registry();
  let nginx: NginxServer;

  beforeAll(async () => {
    nginx = cleanup.use(await NginxServer.start());
    registry.register(nginxCollector(`${nginx.url}/status`));
  });
  afterAll(() => cleanup.disposeAsync());

  /** The samples of a scrape by name; those by state, with it. */
  async function scrape(): Promise<ReadonlyMap<string, number>> {
    const page = encodeText(await registry.gather());
    return new Map(
      samplesOf(readPage(page, 'text')).map(({ name, labels, value }) => [
        [name, labels['state']].filter((part) => part !== undefined).join(' '),
        value,
      ]),
    );
  }

  test('counts each request, its own among them', async () => {
    const before = await scrape();
    for (let request = 0; request < 5; request++) await fetch(`${nginx.url}/`);
    const after = await scrape();

    const name = 'nginx_http_requests_total';
    expect(after.get(name)! - before.get(name)!).toBe(6);
    expect(after.get('nginx_connections writing')).toBe(1);
    expect(after.get('nginx_connections_handled_total')).toBe(
      after.get('nginx_connections_accepted_total'),
    );
  });

  test('counts a connection that is open, and accepted connections', async () => {
    const before = await scrape();
    const socket = connect(Number(new URL(nginx.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const name = 'nginx_connections_active';
    const during = await waitUntil('the connection is shown', async () => {
      const now = await scrape();
      return now.get(name)! > before.get(name)! ? now : undefined;
    });
    socket.destroy();

    const accepted = 'nginx_connections_accepted_total';
    expect(during.get(accepted)).toBeGreaterThan(before.get(accepted)!);
    await waitUntil('the connection is gone', async () =>
      (await scrape()).get(name)! < during.get(name)! ? true : undefined,
    );
  });

  test('shows nothing while nginx is stopped, and its new totals afterwards', async () => {
    const before = await scrape();
    await nginx.stop();
    const stopped = await scrape();
    await nginx.startAgain();
    const after = await scrape();

    expect([...stopped.keys()].filter((name) => name.startsWith('nginx_'))).toEqual([]);
    expect(stopped.get('exporter_collector_success')).toBe(0);
    expect(after.get('exporter_collector_success')).toBe(1);
    const name = 'nginx_http_requests_total';
    expect(after.get(name)).toBeLessThan(before.get(name)!);
  });
});
