import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { parse } from '@telltale/exposition';
import { Counter } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apps, type App } from './apps.ts';

const series = 5000;
const protobuf =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

describe.each(Object.entries(apps))('the metrics of an application of %s', (_, start: App) => {
  let server: Server;
  let isBroken = false;

  beforeAll(async () => {
    const registry = new Registry({ onProblem: 'fail' });
    const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.', labelNames: ['queue'] });
    for (let queue = 0; queue < series; queue++) jobs.inc({ queue: `queue ${queue}` }, queue);
    registry.register(jobs, {
      name: 'breakable',
      collect() {
        if (isBroken) throw new Error('broken');
      },
    });
    server = await start(registry);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function ask(
    path: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<[IncomingMessage, Buffer]> {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return [response, await buffer(response)];
  }

  test.each(['text/plain', 'application/openmetrics-text; version=1.0.0', protobuf])(
    'are whole as %s, compressed once where that is wanted',
    async (accept) => {
      for (const coding of ['identity', 'gzip']) {
        const [response, body] = await ask('/metrics', { accept, 'accept-encoding': coding });
        expect(response.statusCode).toBe(200);
        expect(response.headers['content-encoding']).toBe(coding === 'gzip' ? 'gzip' : undefined);
        const contentType = response.headers['content-type'] ?? '';
        expect(contentType.split(';')[0]).toBe(accept.split(';')[0]);
        const page = coding === 'gzip' ? gunzipSync(body) : body;
        const family = parse(page, { contentType }).find(({ name }) => name === 'jobs_total');
        const values = Array.from(family?.series ?? [], ({ value }) => value);
        expect(values).toEqual(Array.from({ length: series }, (__, queue) => queue));
      }
    },
  );

  test('are answered many at a time, beside what the application itself does', async () => {
    const pages = Array.from({ length: 10 }, () => ask('/metrics'));
    const [response, body] = await ask('/');
    expect([response.statusCode, body.toString()]).toEqual([200, 'hello']);
    for (const [page] of await Promise.all(pages)) expect(page.statusCode).toBe(200);
  });

  test('are told of without a body to HEAD', async () => {
    const [response, body] = await ask('/metrics', {}, 'HEAD');
    expect([response.statusCode, body.length]).toEqual([200, 0]);
    expect(response.headers['content-type']).toContain('text/plain');
  });

  test('are an error that says why where they cannot be collected, and there again afterwards', async () => {
    isBroken = true;
    const [failed, reason] = await ask('/metrics');
    expect([failed.statusCode, reason.toString()]).toEqual([
      500,
      expect.stringContaining('broken'),
    ]);
    isBroken = false;
    const [response] = await ask('/metrics');
    expect(response.statusCode).toBe(200);
  });
});
