import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from './config/config-schema.ts';
import { ConfiguredExporter, rowsModule } from './testing/configured-exporter.ts';
import { testRows } from './testing/rows-module.ts';
import { samplesOf } from './testing/samples.ts';

const probeModule = fileURLToPath(new URL('testing/probe-module.ts', import.meta.url));

let server: Server;
let address: string;
beforeEach(async () => {
  server = createServer((req, res) => {
    const to = new URL(req.url ?? '/', 'http://x').searchParams.get('to');
    if (to === null) res.end('hello');
    else res.writeHead(302, { Location: to }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await ConfiguredExporter.endAll();
  server.closeAllConnections();
  server.close();
});

type Modules = NonNullable<ConfigInput['modules']>;

async function start(modules?: Modules): Promise<ConfiguredExporter> {
  return ConfiguredExporter.start({
    modules: {
      web: { source: { type: 'module', path: probeModule }, targets: [address] },
      ...modules,
    },
  });
}

async function probe(exporter: ConfiguredExporter, module: string, target: string) {
  const query = new URLSearchParams({ module, target });
  const { statusCode, body } = await exporter.running.ask(`/probe?${query.toString()}`);
  return { status: statusCode, body, samples: samplesOf(statusCode === 200 ? body : '') };
}

describe('/probe', () => {
  it('shows what the source of the module gives of the target, and nothing else', async () => {
    const exporter = await start();
    const { status, samples } = await probe(exporter, 'web', address);
    expect(status).toBe(200);
    expect([...samples.keys()]).toEqual([
      'answer_bytes',
      'probe_duration_seconds',
      'probe_success',
    ]);
    expect([samples.get('answer_bytes'), samples.get('probe_success')]).toEqual([5, 1]);
  });

  it('follows to what is allowed, and to nothing else', async () => {
    const exporter = await start();
    const followed = await probe(exporter, 'web', `http://${address}/?to=http://${address}/`);
    expect(followed.samples.get('answer_bytes')).toBe(5);
    const elsewhere = 'http://127.0.0.2/';
    const refused = await probe(exporter, 'web', `http://${address}/?to=${elsewhere}`);
    expect([...refused.samples.keys()]).toEqual(['probe_duration_seconds', 'probe_success']);
    expect(refused.samples.get('probe_success')).toBe(0);
    await exporter.running.io.err.until(/The target .*127\.0\.0\.2.* is refused/);
  });

  it('asks the collectors of the module, and closes what it has made', async () => {
    const { open } = testRows();
    const exporter = await start({
      rows: {
        source: { type: 'module', path: rowsModule, labels: { kind: 'probed' } },
        targets: [address],
        collectors: {
          orders: {
            query: { rows: [{ n: 3 }] },
            metrics: [{ type: 'gauge', name: 'orders', help: 'Orders.', values: 'n' }],
          },
        },
      },
    });
    expect(testRows().open).toBe(open);
    const { samples } = await probe(exporter, 'rows', address);
    expect(samples.get('orders{kind="probed"}')).toBe(3);
    await expect.poll(() => testRows().open).toBe(open);
  });

  it('says that a target fails, by 0', async () => {
    const exporter = await start();
    server.closeAllConnections();
    server.close();
    const { status, samples } = await probe(exporter, 'web', address);
    expect([status, samples.get('probe_success')]).toEqual([200, 0]);
  });

  it.each([
    ['web', '127.0.0.1:1', 403, 'The target "127.0.0.1:1" is refused: it is not in the list.\n'],
    [
      'web',
      'localhost:1',
      403,
      /^The target "localhost:1" is refused: it leads to \S+, which is not/,
    ],
    ['web', 'a b', 400, /^"a b" is not a target: expected host, /],
    ['wep', '127.0.0.1:1', 400, '"wep" names no module. Did you mean web?\n'],
    ['', '127.0.0.1:1', 400, /^Expected one module and one target: /],
    ['web', '', 400, /^Expected one module and one target: /],
  ])('refuses the module %j with the target %j by %i', async (module, target, status, reason) => {
    const exporter = await start();
    const answer = await probe(exporter, module, target);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(reason);
  });
});

describe('modules of sources that take targets', () => {
  const targets = ['127.0.0.1'];

  it.each([
    [
      { type: 'postgres', host: 'db' },
      'source.host: the target says where to connect. Leave it out',
    ],
    [{ type: 'mysql', url: { env: 'PATH' } }, 'source.url: the target says where to connect'],
    [{ type: 'redis', socket: '/x' }, 'source.socket: the target says where to connect'],
    [{ type: 'sqlite', path: 'x' }, 'source.type: sources of the type sqlite take no target'],
  ])('with %j say what the target has no place for', async (source, message) => {
    const exporter = await start();
    exporter.configure({ modules: { m: { source, targets } } } as never);
    const { statusCode, body } = await exporter.running.reload();
    expect(statusCode).toBe(500);
    expect(body).toContain(`modules.m.${message}`);
  });

  it('say at once that a JSON source outside of a module has no address', async () => {
    const exporter = await start();
    exporter.configure({ sources: { web: { type: 'json' } } } as never);
    expect((await exporter.running.reload()).body).toContain(
      'sources.web.url: this key is missing',
    );
  });

  it('refuse a URL that leads away from the target', async () => {
    const query = { rows: '$', columns: { n: '$.n' } };
    const metrics = [{ type: 'gauge' as const, name: 'n', help: 'N.', values: 'n' }];
    const exporter = await start({
      away: {
        source: { type: 'json', url: 'http://192.0.2.1/' },
        targets,
        collectors: { one: { query, metrics } },
      },
    });
    const { samples } = await probe(exporter, 'away', address);
    expect(samples.get('probe_success')).toBe(0);
    await exporter.running.io.err.until(/url leads away from the target/);
  });
});
