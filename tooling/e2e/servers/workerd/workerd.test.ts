import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { parse } from '@telltale/exposition';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { repository } from '../../src/repository.ts';
import { freePort } from '../free-port.ts';
import { StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';

const workerd = join(repository, 'tooling/node-matrix/node_modules/workerd/bin/workerd');

const isThere = need({
  what: 'fetchHandler in Cloudflare Workers',
  command: [workerd, '--version'],
  install: 'node tooling/pnpm.mjs install (Linux on x64 only)',
});

/** The one worker, at an address. */
const configuration = (address: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "2026-11-01"
  ))],
  sockets = [(name = "http", address = "${address}", http = (), service = "main")]
);
`;

describe.runIf(isThere)('fetchHandler in Cloudflare Workers', () => {
  const cleanup = new AsyncDisposableStack();
  let url: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-workerd-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    // As for a browser: a module of Node.js that is imported fails.
    await build({
      entryPoints: [join(import.meta.dirname, 'worker.ts')],
      outfile: join(folder, 'worker.js'),
      bundle: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['@telltale/source', 'workerd', 'worker'],
    });
    const address = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, 'config.capnp'), configuration(address));
    cleanup.use(new StartedProgram(workerd, ['serve', join(folder, 'config.capnp')]));
    url = `http://${address}/metrics`;
    await waitUntil(`workerd answers at ${url}`, () => fetch(url));
  });

  afterAll(() => cleanup.disposeAsync());

  /** As it comes over the connection: fetch() would decode it. */
  async function scrape(headers: Record<string, string>): Promise<[IncomingMessage, Buffer]> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers, agent: false }, resolve).on('error', reject);
    });
    return [response, await buffer(response)];
  }

  const valuesOf = (bytes: Uint8Array, contentType: string): unknown[] => {
    const jobs = parse(bytes, { contentType }).find(({ name }) => name === 'jobs_total');
    return Array.from(jobs?.series ?? [], ({ value }) => value);
  };
  const expected = Array.from({ length: 2000 }, (_, queue) => queue);

  test.each([
    ['text/plain', 'text/plain'],
    ['application/openmetrics-text; version=1.0.0', 'application/openmetrics-text'],
    [
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
      'application/vnd.google.protobuf',
    ],
  ])('answers %s, compressed once where that is wanted', async (accept, mediaType) => {
    for (const coding of ['identity', 'gzip']) {
      const [response, body] = await scrape({ accept, 'accept-encoding': coding });
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-encoding']).toBe(coding === 'gzip' ? 'gzip' : undefined);
      const contentType = response.headers['content-type'] ?? '';
      expect(contentType).toContain(mediaType);
      const page = coding === 'gzip' ? gunzipSync(body) : body;
      expect(valuesOf(page, contentType), coding).toEqual(expected);
    }
  });

  test('answers scrapes of the same moment, which share a collection', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => scrape({})));
    for (const [response, body] of answers) {
      expect(response.statusCode).toBe(200);
      expect(valuesOf(body, response.headers['content-type'] ?? '')).toEqual(expected);
    }
  });
});
