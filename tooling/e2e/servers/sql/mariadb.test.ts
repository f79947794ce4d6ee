import { sqlSource } from '@telltale/collector-sql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MariadbServer, needMariadb } from './mariadb-server.ts';
import { sqlSourceSuite } from './sql-source-suite.ts';

const isThere = needMariadb('sources of MariaDB');
const never = new AbortController().signal;

if (isThere) sqlSourceSuite('MariaDB', () => MariadbServer.start());

describe.runIf(isThere)('MariaDB', () => {
  const cleanup = new AsyncDisposableStack();
  let server: MariadbServer;

  beforeAll(async () => {
    server = cleanup.use(await MariadbServer.start());
  });
  afterAll(() => cleanup.disposeAsync());

  async function ask(
    query: Parameters<ReturnType<typeof sqlSource>['query']>[0],
    more: object = {},
  ) {
    const source = sqlSource(server.source(more));
    try {
      return await source.query(query, { signal: never });
    } finally {
      await source[Symbol.asyncDispose]();
    }
  }

  const sql = 'SELECT * FROM cells';
  beforeAll(async () => {
    await server.admin(`CREATE TABLE shop.cells (
      big bigint unsigned, small int, tiny tinyint(1), bits bit(10), dec_ decimal(30, 9), dbl double, flt float,
      none int, bin varbinary(3), txt varchar(20) charset utf8mb4, day date, zero date,
      dt datetime(2), ts timestamp NULL, tm time, js json)`);
    await server.admin("SET sql_mode = ''");
    await server.admin(`INSERT IGNORE INTO shop.cells VALUES (
      18446744073709551615, -7, 1, b'1000000001', 12345678901234567890.123456789, 0.1, 0.1,
      NULL, x'00ff10', 'naïve €', '2024-01-31', '0000-00-00',
      '2024-01-31 10:00:00.25', '2024-01-31 10:00:00', '-01:02:03', '{"a": 1}')`);
  });

  test.each<[string, Parameters<typeof ask>[0]]>([
    ['as text', sql],
    ['prepared', { sql: `${sql} WHERE small < ?`, parameters: [0] }],
  ])('gives cells that are exact, whatever the settings of the server: %s', async (_, query) => {
    const [row] = await ask(query);
    expect(row).toEqual({
      big: 18446744073709551615n,
      small: -7,
      tiny: 1,
      bits: 513n,
      dec_: '12345678901234567890.123456789',
      dbl: 0.1,
      flt: expect.closeTo(0.1, 6) as number,
      none: null,
      bin: Uint8Array.of(0, 255, 16),
      txt: 'naïve €',
      day: new Date('2024-01-31T00:00:00Z'),
      zero: '0000-00-00',
      // The time zone of the server is 5 hours and 30 minutes ahead.
      dt: new Date('2024-01-31T04:30:00.250Z'),
      ts: new Date('2024-01-31T04:30:00Z'),
      tm: '-01:02:03',
      js: '{"a": 1}',
    });
  });

  test('is reached by its socket', async () => {
    const source = sqlSource({ ...server.source(), port: undefined, socket: server.socket });
    const rows = await source.query('SELECT SUBSTRING_INDEX(USER(), "@", -1) AS host', {
      signal: never,
    });
    await source[Symbol.asyncDispose]();
    expect(rows).toEqual([{ host: 'localhost' }]);
  });

  test('refuses a statement that gives no rows', async () => {
    await expect(ask('DO 1')).rejects.toThrow(
      'mysql: the statement gives no rows, expected one that does, such as SELECT.',
    );
  });
});
