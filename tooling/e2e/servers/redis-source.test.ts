import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  redisCollector,
  redisSource,
  type RedisOptions,
  type RedisQuery,
} from '@telltale/collector-redis';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate, needOpenssl } from './make-certificate.ts';
import { needRedis, RedisServer } from './redis-server.ts';
import { waitUntil } from './wait-until.ts';

const isThere = needRedis('Redis as a source');
const never = new AbortController().signal;

let server: RedisServer;

function connect(options: RedisOptions = {}) {
  const source = redisSource({ port: server.port, ...options });
  onTestFinished(() => source[Symbol.asyncDispose]());
  return source;
}

async function rows(query: RedisQuery, options: RedisOptions = {}) {
  const found = await connect(options).query(query, { signal: never });
  return found.map((row) => ({ ...row }));
}

describe.runIf(isThere)('redisSource', () => {
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    server.command('FLUSHALL');
  });

  it.each<[set: string[][], command: string[], expected: object[]]>([
    [
      [['SET', 'k', '9223372036854775807']],
      ['GET', 'k'],
      [{ key: 'k', value: '9223372036854775807' }],
    ],
    [[['SET', 'k', 'nan']], ['get', 'k'], [{ key: 'k', value: 'nan' }]],
    [[], ['GET', 'k'], [{ key: 'k', value: null }]],
    [
      [['MSET', 'a', '1', 'b', '2.5']],
      ['MGET', 'a', 'none', 'b'],
      [
        { key: 'a', value: '1' },
        { key: 'none', value: null },
        { key: 'b', value: '2.5' },
      ],
    ],
    [[['RPUSH', 'l', 'a', 'b']], ['LLEN', 'l'], [{ key: 'l', value: '2' }]],
    [[], ['LLEN', 'none'], [{ key: 'none', value: '0' }]],
    [[['SADD', 's', 'a']], ['SCARD', 's'], [{ key: 's', value: '1' }]],
    [[['SADD', 's', 'a']], ['SISMEMBER', 's', 'b'], [{ key: 's', member: 'b', value: '0' }]],
    [[['ZADD', 'z', '1.5', 'a', '2', 'b']], ['ZCARD', 'z'], [{ key: 'z', value: '2' }]],
    [[['ZADD', 'z', '1.5', 'a']], ['ZSCORE', 'z', 'a'], [{ key: 'z', member: 'a', value: '1.5' }]],
    [
      [['ZADD', 'z', '1.5', 'a', '9', 'b']],
      ['ZCOUNT', 'z', '-inf', '(9'],
      [{ key: 'z', value: '1' }],
    ],
    [
      [['ZADD', 'z', '1.5', 'a', '2', 'b']],
      ['ZRANGE', 'z', '0', '-1', 'WITHSCORES'],
      [
        { key: 'z', member: 'a', value: '1.5' },
        { key: 'z', member: 'b', value: '2' },
      ],
    ],
    [[['XADD', 'x', '*', 'f', '1']], ['XLEN', 'x'], [{ key: 'x', value: '1' }]],
    [
      [['HSET', 'h', 'a', '1', 'b', '2']],
      ['HGETALL', 'h'],
      [
        { key: 'h', field: 'a', value: '1' },
        { key: 'h', field: 'b', value: '2' },
      ],
    ],
    [[], ['HGETALL', 'none'], []],
    [[['HSET', 'h', 'a', '1']], ['HGET', 'h', 'a'], [{ key: 'h', field: 'a', value: '1' }]],
    [
      [['HSET', 'h', 'a', '1']],
      ['HMGET', 'h', 'a', 'b'],
      [
        { key: 'h', field: 'a', value: '1' },
        { key: 'h', field: 'b', value: null },
      ],
    ],
    [[['RPUSH', 'l', 'a', 'b']], ['LRANGE', 'l', '0', '0'], [{ key: 'l', index: 0, value: 'a' }]],
    [[['MSET', 'a', '1', 'b', '2']], ['DBSIZE'], [{ value: '2' }]],
    [[['SET', 'a', '1']], ['TTL', 'a'], [{ key: 'a', value: '-1' }]],
  ])('%j, %j', async (set, command, expected) => {
    for (const words of set) server.command(...words);
    expect(await rows({ command })).toEqual(expected);
  });

  it('gives the columns of hashes, streams and INFO', async () => {
    server.command('HSET', 'h', 'a', '1', 'b', '2');
    server.command('XADD', 'x', '1-1', 'f', '1');
    server.command('XGROUP', 'CREATE', 'x', 'g', '0');
    expect(await rows({ command: ['HGETALL', 'h'], shape: 'columns' })).toEqual([
      { a: '1', b: '2' },
    ]);
    expect(await rows({ command: ['XINFO', 'GROUPS', 'x'] })).toEqual([
      expect.objectContaining({ key: 'x', name: 'g', pending: '0', lag: '1' }),
    ]);
    expect(await rows({ command: ['XINFO', 'STREAM', 'x'] })).toEqual([
      expect.objectContaining({ key: 'x', length: '1', groups: '1' }),
    ]);
    const [info] = await rows({ command: ['INFO'] });
    expect(info).toMatchObject({
      tcp_port: String(server.port),
      db0: expect.stringContaining('keys=2') as string,
      'db0.keys': '2',
      redis_mode: 'standalone',
    });
    expect(await rows({ command: ['INFO', 'keyspace'], shape: 'rows' })).toEqual([
      expect.objectContaining({ section: 'Keyspace', field: 'db0', keys: '2', expires: '0' }),
    ]);
    const [memory] = await rows({ command: ['MEMORY', 'USAGE', 'h'] });
    expect(Number(memory?.['value'])).toBeGreaterThan(10);
    const commands = [
      ['LLEN', 'l'],
      ['HLEN', 'h'],
    ];
    expect(await rows({ commands })).toEqual([
      { key: 'l', value: '0' },
      { key: 'h', value: '2' },
    ]);
  });

  it('counts keys, each once, of a type, and no more than it may', async () => {
    server.command('DEBUG', 'POPULATE', '5000', 'session');
    server.command('RPUSH', 'session:list', 'a');
    expect(await rows({ scan: 'session:*' })).toEqual([{ pattern: 'session:*', keys: 5001 }]);
    expect(await rows({ scan: 'session:*', keyType: 'list' })).toEqual([
      { pattern: 'session:*', keys: 1 },
    ]);
    expect(await rows({ scan: 'none:*' })).toEqual([{ pattern: 'none:*', keys: 0 }]);
    await expect(rows({ scan: 'none:*', maxVisited: 5000 })).rejects.toThrow(
      'SCAN would visit 5001 keys, expected no more than 5000.',
    );
  });

  it('says what the server did not like, and takes the next query', async () => {
    server.command('SET', 'k', '1');
    const source = connect({ maxConnections: 1 });
    const wrongType = source.query({ command: ['LLEN', 'k'] }, { signal: never });
    await expect(wrongType).rejects.toThrow(/^LLEN k: WRONGTYPE Operation against a key/);
    await expect(wrongType).rejects.toMatchObject({ name: 'RedisError', reason: 'command' });
    expect(await source.query({ command: ['GET', 'k'] }, { signal: never })).toHaveLength(1);
    expect(source.pool()).toEqual({ max: 1, open: 1, idle: 1, waiting: 0 });
  });

  it('sends nothing that writes, whatever the options allow', async () => {
    server.command('SET', 'k', '1');
    await expect(rows({ command: ['DEL', 'k'] })).rejects.toThrow(
      /^redisSource: DEL is none of the commands that are known to only read: GET, /,
    );
    await expect(rows({ command: ['DEL', 'k'] }, { allowCommands: ['del'] })).rejects.toThrow(
      'DEL was not sent: the server does not say that it is read-only.',
    );
    await expect(rows({ command: ['NONE', 'k'] }, { allowCommands: ['none'] })).rejects.toThrow(
      'NONE was not sent',
    );
    const allowCommands = ['GETRANGE', 'LPOS', 'SINTER'];
    expect(await rows({ command: ['GETRANGE', 'k', '0', '0'] }, { allowCommands })).toEqual([
      { value: '1' },
    ]);
    server.command('SADD', 's', 'a');
    expect(await rows({ command: ['SINTER', 's'] }, { allowCommands })).toEqual([
      { index: 0, value: 'a' },
    ]);
    expect(server.command('GET', 'k')).toBe('1');
  });

  it('keeps integers of 64 bits exact', async () => {
    server.command('BITFIELD', 'k', 'SET', 'i64', '0', '9007199254740993');
    const command = ['BITFIELD_RO', 'k', 'GET', 'i64', '0'];
    expect(await rows({ command }, { allowCommands: ['BITFIELD_RO'] })).toEqual([
      { index: 0, value: '9007199254740993' },
    ]);
  });

  it('reads the database it is told to, by URL or Unix socket', async () => {
    server.command('-n', '3', 'SET', 'k', '3');
    const command = ['GET', 'k'];
    const expected = [{ key: 'k', value: '3' }];
    expect(await rows({ command }, { database: 3 })).toEqual(expected);
    const url = `redis://127.0.0.1:${server.port}/3`;
    const byUrl = redisSource({ url });
    expect(await byUrl.query({ command }, { signal: never })).toEqual(expected);
    await byUrl[Symbol.asyncDispose]();
    const bySocket = redisSource({ path: server.socket, database: 3 });
    expect(await bySocket.query({ command }, { signal: never })).toEqual(expected);
    await bySocket[Symbol.asyncDispose]();
  });

  it('signs in, and shows no password when it is wrong', async () => {
    server.command('ACL', 'SETUSER', 'reader', 'on', '>right-hunter2', '~*', '+get');
    const command = ['GET', 'k'];
    const reader = { username: 'reader', password: () => Promise.resolve('right-hunter2') };
    expect(await rows({ command }, reader)).toHaveLength(1);
    const url = `redis://reader:right-hunter2@127.0.0.1:${server.port}`;
    const byUrl = redisSource({ url });
    onTestFinished(() => byUrl[Symbol.asyncDispose]());
    expect(await byUrl.query({ command }, { signal: never })).toHaveLength(1);
    const sources = [
      connect({ username: 'reader', password: 'wrong-hunter2' }),
      connect({ password: 'wrong-hunter2', username: 'none' }),
      redisSource({ url: url.replace('right', 'wrong') }),
      redisSource({ host: '127.0.0.1', port: 1, password: 'wrong-hunter2' }),
    ];
    const shown = [inspect(byUrl, { depth: 9, showHidden: true }), JSON.stringify(byUrl)];
    for (const source of sources) {
      const error: unknown = await source
        .query({ command }, { signal: never })
        .catch((e: unknown) => e);
      shown.push(inspect(error, { depth: 9, showHidden: true }), (error as Error).stack ?? '');
      shown.push(inspect(source, { depth: 9, showHidden: true }), JSON.stringify(source));
      expect(error).toMatchObject({ name: 'RedisError' });
    }
    expect(shown.join('\n')).toMatch(/WRONGPASS/);
    for (const text of shown) expect(text).not.toContain('hunter2');
    const denied = rows({ command: ['LLEN', 'k'] }, reader);
    await expect(denied).rejects.toThrow(/^LLEN k: NOPERM/);
    const own = await RedisServer.start(() => ['--requirepass', 'right-hunter2']);
    onTestFinished(() => own[Symbol.asyncDispose]());
    await expect(rows({ command }, { port: own.port })).rejects.toThrow(/^GET k: NOAUTH/);
    const password = 'right-hunter2';
    expect(await rows({ command }, { port: own.port, password })).toHaveLength(1);
  });

  it('shows values, lengths and INFO as metrics', async () => {
    server.command('MSET', 'visits', '9007199254740993', 'odd', 'many');
    server.command('RPUSH', 'queue:a', '1', '2');
    const source = connect();
    const registry = new Registry({ collectorMetrics: false });
    registry.register(
      redisCollector({
        name: 'values',
        source,
        query: { command: ['MGET', 'visits', 'none', 'odd'] },
        metrics: [
          {
            type: 'counter',
            name: 'value_total',
            help: 'Values.',
            keyLabels: ['key'],
            staticLabels: { site: 'shop' },
            values: ['value'],
          },
        ],
      }),
      redisCollector({
        name: 'queues',
        source,
        query: {
          commands: [
            ['LLEN', 'queue:a'],
            ['LLEN', 'queue:b'],
          ],
        },
        metrics: [
          {
            type: 'gauge',
            name: 'queue_length',
            help: 'Lengths.',
            keyLabels: [{ queue: 'key' }],
            values: ['value'],
          },
        ],
      }),
      redisCollector({
        name: 'info',
        source,
        query: { command: ['INFO'] },
        metrics: [{ type: 'gauge', name: 'db0_keys', help: 'Keys.', values: ['db0.keys'] }],
      }),
    );
    const names = ['value_total', 'queue_length', 'db0_keys'];
    expect(encodeText(await registry.gather({ names }))).toBe(`\
# HELP db0_keys Keys.
# TYPE db0_keys gauge
db0_keys 3
# HELP queue_length Lengths.
# TYPE queue_length gauge
queue_length{queue="queue:a"} 2
queue_length{queue="queue:b"} 0
# HELP value_total Values.
# TYPE value_total counter
value_total{key="visits",site="shop"} 9007199254740992
`);
  });

  it('is back after the server was stopped and started, and says meanwhile what is wrong', async () => {
    const own = await RedisServer.start();
    onTestFinished(() => own[Symbol.asyncDispose]());
    const source = connect({ port: own.port });
    const ask = (command: string[]) => source.query({ command }, { signal: never });
    own.command('SET', 'k', '1');
    expect(await ask(['GET', 'k'])).toEqual([{ key: 'k', value: '1' }]);
    own.command('CLIENT', 'PAUSE', '60000', 'ALL');
    const midway = ask(['GET', 'k']);
    midway.catch(() => undefined);
    await own.stop();
    await expect(midway).rejects.toThrow(/Redis at 127\.0\.0\.1:\d+: .*ECONNREFUSED|closed/);
    await expect(ask(['GET', 'k'])).rejects.toThrow(
      `Redis at 127.0.0.1:${own.port}: connect ECONNREFUSED 127.0.0.1:${own.port}`,
    );
    await expect(ask(['GET', 'k'])).rejects.toMatchObject({ reason: 'connect' });
    await own.startAgain();
    expect(await ask(['GET', 'k'])).toEqual([{ key: 'k', value: '1' }]);
    await own.stop();
    await own.startAgain();
    // The connection that it kept is lost, which costs no query.
    expect(await ask(['GET', 'k'])).toEqual([{ key: 'k', value: '1' }]);
  });

  it('gives up at the deadline, and leaves no command behind at the server', async () => {
    const own = await RedisServer.start();
    onTestFinished(() => own[Symbol.asyncDispose]());
    const source = connect({ port: own.port, timeoutMs: 2000, maxConnections: 2 });
    const ask = (signal = never) => source.query({ command: ['GET', 'k'] }, { signal });
    await ask();
    // Nobody can end the pause before: that, too, would be a command.
    own.command('CLIENT', 'PAUSE', '8000', 'ALL');
    const late = await Promise.allSettled([1, 2, 3, 4, 5].map(() => ask()));
    for (const result of late) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { reason: 'timeout', message: 'Redis gave no answer within 2000 ms.' },
      });
    }
    expect(source.pool()).toEqual({ max: 2, open: 0, idle: 0, waiting: 0 });
    const controller = new AbortController();
    const stuck = ask(controller.signal);
    controller.abort(new Error('the scrape is over'));
    await expect(stuck).rejects.toThrow('the scrape is over');
    await own.haveLeft();
    expect(await ask()).toHaveLength(1);
  });

  it('uses no more connections than it may, and closes them when it is disposed of', async () => {
    const source = connect({ maxConnections: 2 });
    const many = Array.from({ length: 20 }, () =>
      source.query({ command: ['DBSIZE'] }, { signal: never }),
    );
    await Promise.all(many);
    expect(source.pool()).toEqual({ max: 2, open: 2, idle: 2, waiting: 0 });
    expect(server.clients()).toHaveLength(2);
    await source[Symbol.asyncDispose]();
    await server.haveLeft();
    await expect(source.query({ command: ['DBSIZE'] }, { signal: never })).rejects.toThrow(
      'The redis source was disposed of.',
    );
  });

  it('keeps no process alive by a connection that is idle', async () => {
    const script = `
      import { redisSource } from '@telltale/collector-redis';
      const source = redisSource({ port: ${server.port} });
      console.log(JSON.stringify(await source.query({ command: ['DBSIZE'] }, new AbortController())));`;
    const printed = execFileSync(
      process.execPath,
      ['--conditions=@telltale/source', '--input-type=module', '-e', script],
      { encoding: 'utf8', cwd: import.meta.dirname, timeout: 30_000 },
    );
    expect(printed).toBe('[{"value":"0"}]\n');
    await waitUntil('it has left', () => server.clients().length === 0 || undefined);
  });
});

describe.runIf(isThere && needOpenssl('Redis over TLS'))('redisSource over TLS', () => {
  it('trusts whom it is told to, and nobody else', async () => {
    const secure = await RedisServer.start((folder) => {
      makeCertificate(folder);
      const file = (name: string): string => join(folder, name);
      return [
        ...['--tls-port', String(0), '--tls-cert-file', file('cert.pem')],
        ...['--tls-key-file', file('key.pem'), '--tls-ca-cert-file', file('cert.pem')],
        ...['--tls-auth-clients', 'no'],
      ];
    });
    onTestFinished(() => secure[Symbol.asyncDispose]());
    // Both cannot be on one port, and only one is known to be free.
    secure.command('CONFIG', 'SET', 'port', '0');
    secure.command('CONFIG', 'SET', 'tls-port', String(secure.port));
    const ca = readFileSync(join(secure.folder, 'cert.pem'));
    const query: RedisQuery = { command: ['DBSIZE'] };
    const url = `rediss://localhost:${secure.port}`;
    const trusting = redisSource({ url, tls: { ca } });
    expect(await trusting.query(query, { signal: never })).toEqual([{ value: '0' }]);
    await trusting[Symbol.asyncDispose]();
    const careful = redisSource({ url });
    await expect(careful.query(query, { signal: never })).rejects.toThrow(
      /^Redis at localhost:\d+: .*self.signed certificate/,
    );
    const careless = redisSource({ url, tls: { rejectUnauthorized: false } });
    expect(await careless.query(query, { signal: never })).toEqual([{ value: '0' }]);
    await careless[Symbol.asyncDispose]();
  });
});
