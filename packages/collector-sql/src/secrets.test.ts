import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { SqlServerOptions } from './sql-source-options.ts';
import { sqlCollector } from './sql-collector.ts';
import { sqlSource } from './sql-source.ts';

const secret = 'pa/ss w%rd-planted';
const signal = new AbortController().signal;
const metrics = [{ name: 'm', help: 'M.', type: 'gauge', values: ['v'] }] as const;

/** All that a log could print of a value. */
function printed(value: unknown): string {
  return [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(value),
    String(value),
    (value as Error | undefined)?.stack ?? '',
    JSON.stringify(Object.getOwnPropertyDescriptors(Object(value))),
  ].join('\n');
}

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A server that closes each connection, and whoever connects fails after it has used its credentials. */
async function closingServer(answer: Buffer | undefined): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (answer === undefined) socket.destroy();
    else socket.end(answer);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** What PostgreSQL and MySQL send to refuse somebody, here with the password that they were given. */
const refusals = {
  postgres(text: string): Buffer {
    const fields = Buffer.from(`SFATAL\0C28P01\0M${text}\0\0`);
    const head = Buffer.alloc(5);
    head.write('E');
    head.writeInt32BE(fields.length + 4, 1);
    return Buffer.concat([head, fields]);
  },
  mysql(text: string): Buffer {
    const body = Buffer.concat([Buffer.from([255, 0x15, 0x04]), Buffer.from(`#28000${text}`)]);
    return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
  },
};

it('says where a server of PostgreSQL asks for a password that is not given', async () => {
  const message = (code: number, text: string): Buffer => {
    const body = Buffer.from(text);
    const head = Buffer.alloc(9);
    head.write('R');
    head.writeInt32BE(body.length + 8, 1);
    head.writeInt32BE(code, 5);
    return Buffer.concat([head, body]);
  };
  // The second is the answer to what the first one has the driver send.
  const asks = [message(10, 'SCRAM-SHA-256\0\0'), message(11, 'r=a,s=YQ==,i=1')];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(asks.shift() ?? ''));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const source = sqlSource({ type: 'postgres', port, user: 'u' });
  await expect(source.query('SELECT 1', { signal })).rejects.toThrow(
    /^postgres: the server asks for a password, and none is given\.$/,
  );
  await source[Symbol.asyncDispose]();
});

describe.each(['postgres', 'mysql'] as const)('%s', (type) => {
  const forms: readonly [string, (port: number) => SqlServerOptions][] = [
    ['password', (port) => ({ port, user: 'u', password: secret })],
    [
      'password by a function',
      (port) => ({ port, user: 'u', password: () => Promise.resolve(secret) }),
    ],
    ['user by a function', (port) => ({ port, user: () => secret, password: 'other' })],
    ['url', (port) => ({ url: `${type}://u:${encodeURIComponent(secret)}@127.0.0.1:${port}/d` })],
  ];

  it.each(forms)('shows no secret that is the %s', async (_, optionsOf) => {
    for (const answer of [
      undefined,
      refusals[type](`no entry with ${secret} and ${encodeURIComponent(secret)}`),
    ]) {
      const port = await closingServer(answer);
      const source = sqlSource({ type, ...optionsOf(port) });
      const collector = sqlCollector({ name: 'c', source, query: 'SELECT 1', metrics });
      const error: unknown = await source
        .query('SELECT 1', { signal })
        .catch((reason: unknown) => reason);
      await source[Symbol.asyncDispose]();

      expect(error).toMatchObject({
        name: 'SqlError',
        message: expect.stringContaining(type) as string,
      });
      if (answer !== undefined) {
        expect((error as Error).message).toContain('no entry with <secret> and <secret>');
      }
      for (const shown of [error, source, collector]) {
        for (const form of [secret, encodeURIComponent(secret), 'planted']) {
          expect(printed(shown)).not.toContain(form);
        }
      }
      server?.close();
    }
  });

  it('shows a user that is written as text, which is no secret', async () => {
    const port = await closingServer(refusals[type]('no entry for the user shop'));
    const source = sqlSource({ type, port, user: 'shop', password: secret });
    await expect(source.query('SELECT 1', { signal })).rejects.toThrow(
      'no entry for the user shop',
    );
    await source[Symbol.asyncDispose]();
  });

  it.each([
    ['shop', 'shop', 'no shop, "shop" or shop@db in shops_of_shop or workshop'],
    [
      'a$b (c)',
      encodeURIComponent('a$b (c)'),
      'no a$b (c), "a$b (c)" or a$b (c)@db in shops_of_shop or workshop',
    ],
    ['me', 'me', 'no me, "me" or me@db in shops_of_shop or workshop'],
  ])('hides the user %s of a url, which is a secret', async (user, inUrl, text) => {
    const port = await closingServer(refusals[type](text));
    const source = sqlSource({ type, url: `${type}://${inUrl}:planted@127.0.0.1:${port}/d` });
    const error: unknown = await source
      .query('SELECT 1', { signal })
      .catch((reason: unknown) => reason);
    await source[Symbol.asyncDispose]();
    // Two letters are too few to look for where nothing quotes them.
    const seen = user.length < 3 ? [user, user] : ['<secret>', '<secret>'];
    expect((error as Error).message).toContain(
      `no ${seen[0]}, "<secret>" or ${seen[1]}@db in shops_of_shop or workshop`,
    );
  });

  it.each([
    ['not an address at all', 'url is no address, expected'],
    [`other://u:${secret}@h/d`, 'url is no address, expected'],
    [`${type}://u:%zz-planted@h/d`, 'url has a % that encodes nothing. Write %25 for it.'],
    [
      `${type}://u:planted@h/d?sslmode=require`,
      'url has the parameters sslmode, expected none. Give options such as tls instead.',
    ],
    [`${type}://u:12?planted@h/d`, 'url has a ? or # before its @. Write %3F or %23 for it.'],
    [`${type}://u:12#planted@h/d`, 'url has a ? or # before its @. Write %3F or %23 for it.'],
  ])('does not repeat an address that is wrong: %s', async (url, message) => {
    const source = sqlSource({ type, url });
    const error: unknown = await source
      .query('SELECT 1', { signal })
      .catch((reason: unknown) => reason);
    expect((error as Error).message).toContain(`${type}: ${message}`);
    expect(printed(error)).not.toContain('planted');
    expect(await source.check()).toEqual([(error as Error).message]);
  });

  it('checks an address only where it is there to be read', async () => {
    let asked = 0;
    const url = (): string => {
      asked++;
      return 'no address';
    };
    expect(await sqlSource({ type, url }).check()).toEqual([]);
    expect(await sqlSource({ type, url: `${type}://u:planted@h/d` }).check()).toEqual([]);
    expect(asked).toBe(0);
  });

  it('does not repeat what a function that gives the password has thrown', async () => {
    const fail = (): never => {
      throw new Error(`vault refused ${secret}`);
    };
    const source = sqlSource({ type, password: fail });
    const error: unknown = await source
      .query('SELECT 1', { signal })
      .catch((reason: unknown) => reason);
    expect((error as Error).message).toBe(`${type}: the function given as password failed.`);
    expect(printed(error)).not.toContain('planted');
    const empty = sqlSource({ type, password: (() => undefined) as never });
    await expect(empty.query('SELECT 1', { signal })).rejects.toThrow(
      'the function given as password gave no text.',
    );
  });

  it('does not wait for such a function longer than for the query', async () => {
    const source = sqlSource({ type, password: () => new Promise<string>(() => undefined) });
    const reason = new Error('too late');
    const controller = new AbortController();
    const query = source.query('SELECT 1', { signal: controller.signal });
    controller.abort(reason);
    await expect(query).rejects.toBe(reason);
    expect(source.pool().open).toBe(0);
    await source[Symbol.asyncDispose]();
  });
});
