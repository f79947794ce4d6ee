import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { resolveRedisOptions, type RedisOptions } from './redis-options.ts';
import type { RedisQuery } from './redis-query.ts';
import { redisSource } from './redis-source.ts';

const { signal } = new AbortController();

describe('redisSource takes', () => {
  it.each<[RedisOptions, object]>([
    [{}, { address: { host: '127.0.0.1', port: 6379 }, database: 0, tls: undefined }],
    [
      { url: 'rediss://user:p%40ss@example.org:7000/2' },
      {
        address: { host: 'example.org', port: 7000 },
        username: 'user',
        password: 'p@ss',
        database: 2,
        tls: {},
      },
    ],
    [{ url: 'redis://:p@[::1]' }, { address: { host: '::1', port: 6379 }, password: 'p' }],
    [
      { url: 'redis://a:b@c:1/2', host: 'x', port: 3, database: 4, username: 'u', password: 'p' },
      { address: { host: 'x', port: 3 }, username: 'u', password: 'p', database: 4 },
    ],
    [{ path: '/run/redis.sock' }, { address: { path: '/run/redis.sock' } }],
    [{ allowCommands: ['ts.get'] }, { allowCommands: new Set(['TS.GET']) }],
  ])('%j', (options, expected) => {
    expect(resolveRedisOptions(options)).toMatchObject(expected);
  });
});

describe('redisSource refuses', () => {
  it.each([
    [1, 'the options is 1, expected an object.'],
    [{ hosts: 'x' }, /^redisSource: there is no hosts in the options\. Known: url, host, port/],
    [{ url: 'http://u:hunter2@x' }, 'url has to be a URL such as redis://127.0.0.1:6379/0'],
    [{ url: 'redis://u:hunter2@x:99999' }, 'url has to be a URL'],
    [
      { url: 'redis://u:hunter2@x/zero' },
      'url has more after the host than the number of a database.',
    ],
    [
      { url: 'redis://u:hunter2%@x/' },
      'url has a % that is not followed by two hexadecimal digits.',
    ],
    [{ path: '' }, 'path is "", expected the path of a socket.'],
    [
      { path: '/x', host: 'y' },
      'path is a Unix socket, and takes the place of url, host and port.',
    ],
    [{ host: '' }, 'host is "", expected the name or address of a host.'],
    [{ port: 0 }, 'port is 0, expected a whole number from 1 to 65535.'],
    [{ username: 1 }, 'username is 1, expected a string.'],
    [{ username: 'u' }, 'username is given without a password.'],
    [{ password: 1 }, 'password has to be a string, or a function that returns one.'],
    [{ database: -1 }, 'database is -1, expected a whole number from 0'],
    [{ tls: 'yes' }, 'tls is "yes", expected an object.'],
    [{ tls: { cafile: 'x' } }, 'there is no cafile in tls. Known: ca, cert, key, passphrase'],
    [{ timeoutMs: 0 }, 'timeoutMs is 0, expected a whole number from 1'],
    [{ maxConnections: 0 }, 'maxConnections is 0, expected a whole number from 1 to 1000.'],
    [{ allowCommands: ['A B'] }, 'allowCommands has to be an array of names of commands'],
  ])('the options %j', (options, message) => {
    expect(() => redisSource(options as RedisOptions)).toThrow(message);
    try {
      redisSource(options as RedisOptions);
    } catch (error) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/Error: [^]*hunter2/);
    }
  });

  it.each([
    [null, "the query is null, expected { command: ['GET', 'key'] }."],
    [{}, 'commands is undefined, expected an array of commands.'],
    [{ commands: [] }, 'commands is an array, expected an array of commands.'],
    [
      { command: 'GET k' },
      `a command is "GET k", expected an array of strings, such as ['LLEN', 'jobs'].`,
    ],
    [{ command: [] }, 'a command is an array, expected an array of strings'],
    [{ command: ['GET'] }, 'GET: expected GET key.'],
    [{ command: ['mget'] }, 'mget: expected MGET key ….'],
    [
      { command: ['memory', 'doctor'] },
      'MEMORY is none of the commands that are known to only read',
    ],
    [{ command: ['constructor'] }, 'CONSTRUCTOR is none of the commands'],
    [
      { command: ['GET', 'k'], columns: 1 },
      'there is no columns in the query. Known: command, shape.',
    ],
    [{ command: ['GET', 'k'], shape: 'rows' }, 'GET has one shape only. Leave shape out.'],
    [{ command: ['INFO'], shape: 'x' }, `shape is "x", expected 'rows' or 'columns'.`],
    [{ scan: '' }, 'scan is "", expected a non-empty string.'],
    [{ scan: '*', keyType: 1 }, 'keyType is 1, expected a non-empty string.'],
    [{ scan: '*', maxVisited: 0 }, 'maxVisited is 0, expected a whole number from 1'],
    [{ scan: '*', command: ['GET', 'k'] }, 'there is no command in a query with scan.'],
  ])('the query %j', async (query, message) => {
    const asked = redisSource().query(query as unknown as RedisQuery, { signal });
    await expect(asked).rejects.toThrow(message);
  });
});

describe('redisSource without its server', () => {
  it('says that nobody is there', async () => {
    const source = redisSource({ port: 1 });
    await expect(source.query({ command: ['DBSIZE'] }, { signal })).rejects.toMatchObject({
      name: 'RedisError',
      reason: 'connect',
      message: 'Redis at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    });
    expect(source.pool()).toEqual({ max: 2, open: 0, idle: 0, waiting: 0 });
  });

  it.each([
    [
      () => Promise.reject(new Error('no such file')),
      'The password could not be read: no such file',
    ],
    [() => 5 as unknown as string, 'The password could not be read: its function gave no string.'],
  ])('says that the password cannot be read (%#)', async (password, message) => {
    const source = redisSource({ port: 1, password });
    await expect(source.query({ command: ['DBSIZE'] }, { signal })).rejects.toThrow(message);
  });

  it('waits for a password no longer than for an answer', async () => {
    const source = redisSource({
      port: 1,
      password: () => new Promise(() => undefined),
      timeoutMs: 100,
    });
    await expect(source.query({ command: ['DBSIZE'] }, { signal })).rejects.toThrow(
      'Redis gave no answer within 100 ms.',
    );
  });
});
