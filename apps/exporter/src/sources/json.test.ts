import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConfiguredExporter } from '../testing/configured-exporter.ts';

let server: Server;
let asked: { url: string | undefined; token: unknown; authorization: unknown }[];

beforeEach(async () => {
  asked = [];
  server = createServer(({ url, headers }, response) => {
    asked.push({ url, token: headers['x-token'], authorization: headers.authorization });
    response.end(
      JSON.stringify({ site: 'kiel', disks: { sda: { free: 12.5 }, sdb: { free: 3 } } }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await ConfiguredExporter.endAll();
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await once(server.close(), 'close');
});

it('what paths find in an answer are rows, and secrets go where they belong', async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('TELLTALE_TEST_URL', `${origin}/api?key=planted-key`);
  vi.stubEnv('TELLTALE_TEST_TOKEN', 'planted-token');
  const exporter = await ConfiguredExporter.start({
    sources: {
      api: {
        type: 'json',
        url: { env: 'TELLTALE_TEST_URL' },
        secret_headers: { 'X-Token': { env: 'TELLTALE_TEST_TOKEN' } },
        basic_auth: { username: 'me', password: { env: 'TELLTALE_TEST_TOKEN' } },
      },
    },
    collectors: {
      disks: {
        source: 'api',
        query: {
          rows: '$.disks[*]',
          columns: { free: '$.free' },
          document_columns: { site: '$.site' },
          key_column: 'disk',
        },
        metrics: [
          {
            type: 'gauge',
            name: 'disk_free',
            help: 'Free.',
            key_labels: ['site', 'disk'],
            values: 'free',
          },
        ],
      },
    },
  });
  const samples = await exporter.samples();
  expect(samples.get('disk_free{site="kiel",disk="sda"}')).toBe(12.5);
  expect(samples.get('disk_free{site="kiel",disk="sdb"}')).toBe(3);
  expect(asked[0]).toEqual({
    url: '/api?key=planted-key',
    token: 'planted-token',
    authorization: `Basic ${Buffer.from('me:planted-token').toString('base64')}`,
  });
  const { body } = await exporter.running.ask('/config');
  expect(body).toContain('url: <secret>');
  expect(body).not.toContain('planted');
});
