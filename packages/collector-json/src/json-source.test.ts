import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { leavesNothingRunning } from '@telltale/testing';
import { describe, expect, it, vi } from 'vitest';
import type { JsonOptions } from './json-options.ts';
import type { JsonQuery } from './json-query.ts';
import { jsonSource } from './json-source.ts';
import { TestServer } from './test-server.ts';

const never = new AbortController().signal;
const whole: JsonQuery = { rows: '$', columns: { n: '$.n' } };

function ask(
  server: TestServer,
  options: Partial<JsonOptions> = {},
  query: Partial<JsonQuery> = {},
  signal = never,
) {
  const source = jsonSource({ url: `${server.url}/a?token=hunter2`, ...options });
  return source.query({ ...whole, ...query }, { signal });
}

/** What it rejects with, which must be one of our own. */
async function failure(asked: Promise<unknown>): Promise<{ reason: string; message: string }> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'JsonError' });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  const { reason, message } = error as Error & { reason: string };
  return { reason, message: message.replace(/127\.0\.0\.1:\d+/g, 'host') };
}

async function bodyOf(request: IncomingMessage | undefined): Promise<string> {
  let text = '';
  for await (const piece of request ?? []) text += String(piece);
  return text;
}

describe('jsonSource asks', () => {
  it('with GET, and with what headers it is given', async () => {
    await using server = await TestServer.answering('{"n":1}');
    const headers = { Accept: 'application/vnd.x+json', 'X-A': 'source' };
    await ask(server, { headers }, { headers: { 'x-a': 'query' }, url: '/b?c=d' });
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: '/b?c=d',
      headers: { accept: 'application/vnd.x+json', 'x-a': 'query' },
    });
    await ask(server);
    expect(server.requests[1]).toMatchObject({
      url: '/a?token=hunter2',
      headers: { accept: 'application/json' },
    });
  });

  it('with POST', async () => {
    const bodies: Promise<string>[] = [];
    await using server = await TestServer.start((request, response) => {
      bodies.push(bodyOf(request));
      response.end('{"n":1}');
    });
    await ask(server, {}, { body: { query: 'é' } });
    await ask(server, {}, { body: 'a=b', headers: { 'Content-Type': 'text/x' } });
    expect(await Promise.all(bodies)).toEqual(['{"query":"é"}', 'a=b']);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(server.requests.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'text/x',
    ]);
  });

  it('with credentials, read anew for each request', async () => {
    await using server = await TestServer.answering('{"n":1}');
    let count = 0;
    const password = (): string => `pass${++count}`;
    const source = jsonSource({
      url: server.url,
      basicAuth: { username: 'user', password },
      secretHeaders: { 'X-Api-Key': 'key' },
    });
    await source.query(whole, { signal: never });
    await source.query(whole, { signal: never });
    await ask(server, { bearerToken: () => Promise.resolve('token') });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${btoa('user:pass1')}`,
      `Basic ${btoa('user:pass2')}`,
      'Bearer token',
    ]);
    expect(server.requests[0]?.headers['x-api-key']).toBe('key');
  });

  it('once for queries at the same time that differ only in their paths', async () => {
    await using server = await TestServer.answering('{"n":1,"m":2}');
    const source = jsonSource({ url: server.url });
    const other = { rows: '$', columns: { n: '$.m' } };
    const found = await Promise.all(
      [whole, other].map((query) => source.query(query, { signal: never })),
    );
    expect(found.map((rows) => ({ ...rows[0] }))).toEqual([{ n: 1 }, { n: 2 }]);
    expect(server.requests).toHaveLength(1);
  });

  it('no more at the same time than it may', async () => {
    const open: (() => void)[] = [];
    await using server = await TestServer.start((_, response) => {
      open.push(() => response.end('{"n":1}'));
    });
    const source = jsonSource({ url: server.url, maxConnections: 2 });
    const all = [1, 2, 3].map((n) => source.query({ ...whole, url: `/${n}` }, { signal: never }));
    await vi.waitFor(() => {
      expect(open).toHaveLength(2);
    });
    expect(source.pool()).toEqual({ max: 2, open: 2, idle: 0, waiting: 1 });
    open[0]?.();
    await all[0];
    await vi.waitFor(() => {
      expect(open).toHaveLength(3);
    });
    for (const end of open) end();
    await Promise.all(all);
    expect(source.pool()).toEqual({ max: 2, open: 0, idle: 0, waiting: 0 });
  });
});

describe('jsonSource reads', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s', async (encoding, compress) => {
    const body = compress('{"n":1}');
    await using server = await TestServer.answering(body, { 'Content-Encoding': encoding });
    expect(await ask(server)).toMatchObject([{ n: 1 }]);
  });

  it('a byte order mark, and any content type', async () => {
    await using server = await TestServer.answering('\ufeff{"n":"ü"}', {
      'Content-Type': 'text/plain',
    });
    expect(await ask(server)).toMatchObject([{ n: 'ü' }]);
  });

  it('the statuses that it is told to', async () => {
    await using server = await TestServer.answering('{"n":1}', {}, 503);
    expect(await ask(server, {}, { statuses: [200, 503] })).toMatchObject([{ n: 1 }]);
    expect(await failure(ask(server))).toEqual({
      reason: 'status',
      message: 'GET http://host/a: the answer is 503 Service Unavailable, expected 200 to 299.',
    });
    expect((await failure(ask(server, {}, { statuses: [200] }))).message).toContain(
      'expected 200.',
    );
  });

  it.each([
    ['<html>', 'text/html', /the answer \(text\/html\) is no JSON: Unexpected token/],
    ['', 'application/json', /is no JSON: Unexpected end of JSON input/],
    ['{"n":1', 'application/json', /is no JSON: /],
    [Buffer.from('"\xff"', 'latin1'), 'application/json', /is no JSON: .*utf-8/],
    ['['.repeat(200_000), 'application/json', /is no JSON: /],
    ['[hunter2]', 'application/json', /is no JSON: Unexpected token 'h' in JSON$/],
  ])('nothing of what is no JSON (%#)', async (body, type, message) => {
    await using server = await TestServer.answering(body, { 'Content-Type': type });
    const failed = await failure(ask(server, { bearerToken: 'hunter2' }));
    expect(failed.reason).toBe('body');
    expect(failed.message).toMatch(message);
  });

  it('no more than it may, also of what is compressed', async () => {
    const body = JSON.stringify({ n: 'x'.repeat(1_000_000) });
    await using plain = await TestServer.answering(body);
    await using bomb = await TestServer.answering(gzipSync(body), { 'Content-Encoding': 'gzip' });
    for (const server of [plain, bomb]) {
      expect(await failure(ask(server, { maxBytes: 100_000 }))).toEqual({
        reason: 'body',
        message:
          'GET http://host/a: The answer has more than 100000 bytes. Raise maxBytes if that is right.',
      });
    }
    expect(await ask(bomb, { maxBytes: body.length })).toHaveLength(1);
  });

  it.each(['gzip', 'zstd'])('nothing with a wrong encoding (%s)', async (encoding) => {
    await using server = await TestServer.answering('{"n":1}', { 'Content-Encoding': encoding });
    expect((await failure(ask(server))).message).toMatch(/incorrect header check|"zstd", expected/);
  });

  it('nothing of an answer that was cut off', async () => {
    await using server = await TestServer.start((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"n":1}');
      setTimeout(() => request.socket.destroy(), 50);
    });
    const failed = await failure(ask(server));
    expect(failed).toMatchObject({ reason: 'request' });
    expect(failed.message).toMatch(/^GET http:\/\/host\/a: (?:aborted|.*ECONNRESET|.*hang up)/);
  });
});

describe('jsonSource gives up', () => {
  it('on a server that is not there', async () => {
    const source = jsonSource({ url: 'http://127.0.0.1:1/a?hunter2', bearerToken: 'hunter2' });
    expect(await failure(source.query(whole, { signal: never }))).toEqual({
      reason: 'request',
      message: 'GET http://host/a: connect ECONNREFUSED host',
    });
  });

  it.each([
    ['that does not answer', ''],
    ['that does not end its answer', '{"n":'],
  ])('at its deadline on a server %s', async (_, begin) => {
    await using server = await TestServer.start((_request, response) => {
      if (begin !== '') response.write(begin);
    });
    expect(await failure(ask(server, { timeoutMs: 150 }))).toEqual({
      reason: 'timeout',
      message: 'GET http://host/a: there was no whole answer within 150 ms.',
    });
    await vi.waitFor(async () => {
      expect(await server.connections()).toBe(0);
    });
  });

  it('when its signal aborts, and hangs up', async () => {
    await using server = await TestServer.start(() => undefined);
    const controller = new AbortController();
    const asked = ask(server, {}, {}, controller.signal);
    asked.catch(() => undefined);
    await vi.waitFor(() => {
      expect(server.requests).toHaveLength(1);
    });
    controller.abort(new Error('the scrape is over'));
    await expect(asked).rejects.toThrow('the scrape is over');
    await vi.waitFor(async () => {
      expect(await server.connections()).toBe(0);
    });
    await expect(ask(server, {}, {}, controller.signal)).rejects.toThrow('the scrape is over');
  });

  it('when it is disposed of, and leaves nothing running', async () => {
    await using server = await TestServer.start(() => undefined);
    await leavesNothingRunning(async () => {
      const source = jsonSource({ url: server.url });
      const asked = source.query(whole, { signal: never });
      asked.catch(() => undefined);
      await vi.waitFor(() => {
        expect(server.requests).toHaveLength(1);
      });
      await source[Symbol.asyncDispose]();
      await expect(asked).rejects.toThrow('The json source was disposed of.');
      await expect(source.query(whole, { signal: never })).rejects.toThrow('disposed of');
      const [request] = server.requests;
      if (request !== undefined && !request.socket.destroyed) await once(request.socket, 'close');
    });
  });

  it.each([
    [() => Promise.reject(new Error('hunter2')), 'The function given as bearerToken failed.'],
    [() => 1 as unknown as string, 'The function given as bearerToken gave no text.'],
    [
      () => 'hunter2\n',
      'The secret for the header Authorization has characters that no header can have.',
    ],
    [() => new Promise<string>(() => undefined), 'there was no whole answer within 150 ms.'],
  ])('without its secret (%#)', async (bearerToken, message) => {
    await using server = await TestServer.answering('{"n":1}');
    const failed = await failure(ask(server, { bearerToken, timeoutMs: 150 }));
    expect(failed.message).toBe(`GET http://host/a: ${message}`);
    expect(server.requests).toEqual([]);
  });
});

describe('jsonSource and redirects', () => {
  async function redirecting(location: string, status = 302) {
    return TestServer.start((request, response) => {
      if (request.url === '/end') response.end(JSON.stringify({ n: request.method }));
      else response.writeHead(status, { Location: location }).end();
    });
  }

  it('follows none, unless it may', async () => {
    await using server = await redirecting('/end?token=hunter2');
    expect(await failure(ask(server))).toEqual({
      reason: 'status',
      message:
        'GET http://host/a: The answer is 302, a redirect to http://host/end, which is not followed. Give that address, or raise maxRedirects.',
    });
    await using allowed = await redirecting('/end');
    expect(await ask(allowed, { maxRedirects: 1 })).toMatchObject([{ n: 'GET' }]);
  });

  it('follows none in circles, and none to another host', async () => {
    await using circle = await redirecting('/a');
    expect((await failure(ask(circle, { maxRedirects: 3 }))).message).toContain(
      'raise maxRedirects',
    );
    expect(circle.requests).toHaveLength(4);
    await using target = await TestServer.answering('{"n":1}');
    await using server = await redirecting(`${target.url}/hunter2`.replace('hunter2', ''));
    expect((await failure(ask(server, { maxRedirects: 3 }))).message).toContain(
      'which is not followed: it is on another host.',
    );
    expect(target.requests).toEqual([]);
    await using odd = await redirecting('http://[');
    expect((await failure(ask(odd, { maxRedirects: 3 }))).message).toContain(
      'a redirect to an address that is none',
    );
  });

  it.each([
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('follows %i of a POST with %s', async (status, method) => {
    await using server = await redirecting('/end', status);
    expect(await ask(server, { maxRedirects: 1 }, { body: 'x' })).toMatchObject([{ n: method }]);
  });
});

it('jsonSource shows no secret, whatever looks at it', async () => {
  // The server says all that it was told.
  await using server = await TestServer.start((request, response) => {
    response.writeHead(500, `${request.headers.authorization} ${String(request.headers['x-key'])}`);
    response.end(JSON.stringify(request.headers));
  });
  const options: JsonOptions = {
    url: server.url,
    basicAuth: { username: 'user', password: 'hunter2' },
    secretHeaders: { 'X-Key': 'hunter2-key' },
  };
  const source = jsonSource(options);
  const { message } = await failure(source.query(whole, { signal: never }));
  expect(message).toBe(
    'GET http://host/: the answer is 500 Basic <secret> <secret>, expected 200 to 299.',
  );
  expect(message).not.toContain(btoa('user:hunter2'));
  expect(inspect(source, { depth: 9, showHidden: true })).not.toContain('hunter2');
  expect(JSON.stringify(source)).toBe('{"type":"json"}');
});
