import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { sqlSource } from './sql-source.ts';

const secret = 'hunter2-planted';

it.each<[unknown, string]>([
  [undefined, 'sqlSource: type is undefined, expected one of postgres, mysql, sqlite.'],
  [{ type: 'oracle' }, 'sqlSource: type is "oracle", expected one of postgres, mysql, sqlite.'],
  [
    { type: 'postgres', pasword: secret },
    'postgres: there is no option "pasword", expected some of type, maxConnections,',
  ],
  [{ type: 'mysql', applicationName: 'x' }, 'mysql: there is no option "applicationName"'],
  [{ type: 'postgres', toString: 1 }, 'postgres: there is no option "toString"'],
  [
    { type: 'postgres', password: { secret } },
    'postgres: password is of type object, expected a string, or a function that gives one.',
  ],
  [{ type: 'postgres', port: 0 }, 'postgres: port is 0, expected a port from 1 to 65535.'],
  [{ type: 'postgres', host: '' }, 'postgres: host is "", expected a non-empty string.'],
  [
    { type: 'postgres', tls: 'yes' },
    'postgres: tls is "yes", expected true, false, or options of node:tls.',
  ],
  [
    { type: 'postgres', maxConnections: 0 },
    'postgres: maxConnections is 0, expected a whole number above 0.',
  ],
  [
    { type: 'mysql', idleTimeoutMs: 0 },
    'mysql: idleTimeoutMs is 0, expected milliseconds above 0.',
  ],
  [
    { type: 'mysql', connectTimeoutMs: 1e12 },
    'mysql: connectTimeoutMs is 1000000000000, expected milliseconds above 0.',
  ],
  [
    { type: 'mysql', statementTimeoutMs: -1 },
    'mysql: statementTimeoutMs is -1, expected whole milliseconds from 0 up.',
  ],
  [{ type: 'sqlite', path: 'a', readOnly: 1 }, 'sqlite: readOnly is 1, expected true or false.'],
  [{ type: 'sqlite' }, 'sqlite: path is undefined, expected the path of a file.'],
  [
    { type: 'postgres', url: secret, host: 'h', password: secret },
    'postgres: url and host, password are given, expected one or the other.',
  ],
  [
    { type: 'mysql', socket: '/s', port: 1 },
    'mysql: socket and port are given, expected one or the other.',
  ],
])('%o is refused', (options, message) => {
  let thrown: unknown;
  try {
    sqlSource(options as never);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining(message) as string,
  });
  expect(inspect(thrown, { showHidden: true, depth: 9 })).not.toContain(secret);
});
