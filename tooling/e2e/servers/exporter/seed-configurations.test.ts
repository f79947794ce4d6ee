import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needRedis, RedisServer } from '../redis-server.ts';
import { MariadbServer, needMariadb } from '../sql/mariadb-server.ts';
import { plantedPassword } from '../sql/sql-server.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'configurations of the exporter for MariaDB and Redis';
const serversAreThere = needMariadb(what) && needRedis(what);

/** What an exporter of the status of MySQL is in a few lines. */
const statusOfMysql = (port: number): string => `
sources:
  mysql:
    type: mariadb
    port: ${port}
    user: reader
    password: { env: DB_PASSWORD }

collectors:
  connections:
    source: mysql
    query: SHOW GLOBAL STATUS LIKE 'Threads_connected'
    metrics:
      - { type: gauge, name: mysql_connections_active, help: Active MySQL connections, values: Value }
  queries:
    source: mysql
    query: SHOW GLOBAL STATUS LIKE 'Com_select'
    metrics:
      - type: counter
        name: mysql_queries_total
        help: Total MySQL queries
        static_labels: { type: select }
        values: Value
  slow_queries:
    source: mysql
    query: SHOW GLOBAL STATUS LIKE 'Slow_queries'
    metrics:
      - { type: counter, name: mysql_slow_queries_total, help: Total slow queries, values: Value }
`;

/** Values of Redis and MySQL as gauges with constant labels. */
const onlineUsers = ({ redis, mariadb, region, orders }: OnlineUsers): string => `
sources:
  cache:
    type: redis
    port: ${redis}
  shop:
    type: mysql
    port: ${mariadb}
    database: shop
    user: reader
    password: { env: DB_PASSWORD }

collectors:
  online:
    source: cache
    query: [GET, lct:online]
    metrics:
      - type: gauge
        name: lct_online_count_redis
        help: Users that are online.
        static_labels: { region: ${region} }
        values: value
  registered:
    source: shop
    query: SELECT count(*) AS users FROM users
    metrics:
      - type: gauge
        name: lct_user_count_mysql
        help: Users that there are.
        static_labels: { region: ${region} }
        values: users
${
  orders
    ? `
  orders:
    source: shop
    query: SELECT sum(orders) AS orders FROM users
    metrics:
      - { type: gauge, name: lct_order_count_mysql, help: Orders., values: orders }
`
    : ''
}`;

interface OnlineUsers {
  readonly redis: number;
  readonly mariadb: number;
  readonly region: string;
  readonly orders: boolean;
}

describe.runIf(serversAreThere)('an exporter for MariaDB and Redis is a configuration', () => {
  const cleanup = new AsyncDisposableStack();
  const env = { DB_PASSWORD: plantedPassword };
  let mariadb: MariadbServer;
  let redis: RedisServer;

  beforeAll(async () => {
    mariadb = cleanup.use(await MariadbServer.start());
    redis = cleanup.use(await RedisServer.start());
    await mariadb.admin('CREATE TABLE shop.users (id INT PRIMARY KEY, orders INT)');
    await mariadb.admin('INSERT INTO shop.users VALUES (1, 3), (2, 4), (3, 0)');
    redis.command('SET', 'lct:online', '3509');
  });
  afterAll(() => cleanup.disposeAsync());

  test('that shows the status of MySQL', async () => {
    const status = async (name: string): Promise<number> => {
      const [row] = await mariadb.admin(`SHOW GLOBAL STATUS LIKE '${name}'`);
      return Number(row?.['Value']);
    };
    await mariadb.admin('SET GLOBAL long_query_time = 0.01');
    await mariadb.admin('SELECT SLEEP(0.05)');
    await mariadb.admin('SET GLOBAL long_query_time = 10');
    const exporter = cleanup.use(
      await ConfiguredExporter.start(statusOfMysql(mariadb.port), { env }),
    );
    const before = await status('Com_select');

    const samples = await exporter.samples();

    expect(samples['mysql_queries_total{type="select"}']).toBeGreaterThanOrEqual(before);
    expect(samples['mysql_queries_total{type="select"}']).toBeLessThanOrEqual(
      await status('Com_select'),
    );
    expect(samples['mysql_slow_queries_total{}']).toBe(await status('Slow_queries'));
    expect(samples['mysql_slow_queries_total{}']).toBeGreaterThan(0);
    expect(samples['mysql_connections_active{}']).toBeGreaterThanOrEqual(1);
    expect(samples['exporter_source_up{source="mysql",type="mariadb"}']).toBe(1);
  });

  test('that shows values of both with constant labels, and is changed while it is scraped', async () => {
    const settings = { redis: redis.port, mariadb: mariadb.port };
    const first = onlineUsers({ ...settings, region: 'cn', orders: false });
    const second = onlineUsers({ ...settings, region: 'eu', orders: true });
    const exporter = cleanup.use(await ConfiguredExporter.start(first, { env }));
    const seen: { readonly isFirst: boolean; readonly isSecond: boolean }[] = [];
    const reloads = { areOver: false };
    const scrapes = (async () => {
      do {
        const shown = Object.entries(await exporter.samples()).filter(([name]) =>
          name.startsWith('lct_'),
        );
        const is = (region: string, more: object): boolean =>
          JSON.stringify(Object.fromEntries(shown.sort())) ===
          JSON.stringify({
            [`lct_online_count_redis{region="${region}"}`]: 3509,
            ...more,
            [`lct_user_count_mysql{region="${region}"}`]: 3,
          });
        seen.push({ isFirst: is('cn', {}), isSecond: is('eu', { 'lct_order_count_mysql{}': 7 }) });
      } while (!reloads.areOver);
    })();

    for (let reload = 0; reload < 10; reload++) {
      await exporter.configure(reload % 2 === 0 ? second : first);
      const answer = await exporter.reload();
      expect(answer.status, await answer.text()).toBe(200);
    }
    reloads.areOver = true;
    await scrapes;

    // Each page is one of the two, whole: no value is 0 or missing, and none is of the other.
    expect(seen.filter(({ isFirst, isSecond }) => !isFirst && !isSecond)).toEqual([]);
    expect(seen.some(({ isFirst }) => isFirst)).toBe(true);
    expect(seen.some(({ isSecond }) => isSecond)).toBe(true);
  });
});
