import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYamlText } from 'yaml';
import { collectorSchema } from '../../config/collector-schema.ts';
import { runCommand as run } from '../../testing/run-command.ts';
import { TemporaryFolder } from '../../testing/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

describe('convert', () => {
  const sqlExporter = `
global:
  scrape_timeout: 10s
  scrape_timeout_offset: 500ms
  min_interval: 0s
  max_connections: 5
jobs:
  - job_name: shop
    collectors: [shop_*]
    static_configs:
      - targets:
          db1: 'postgres://reader:hunter2@db1.example.com:5432/shop?sslmode=disable'
          db2: 'mysql://reader:sword%2Ffish@tcp(db2.example.com:3306)/shop'
        labels: { env: test, rack: 7 }
collector_files: ['*.collector.yml']
`;
  const collectorFile = `
collector_name: shop_standard
min_interval: 30s
metrics:
  - metric_name: shop_orders
    type: gauge
    help: Orders.
    key_labels: [status]
    static_labels: { team: one, shift: 2 }
    values: [count]
    query: |
      SELECT status, count(*) AS count
      FROM orders GROUP BY status
  - metric_name: shop_io_total
    type: counter
    help: Reads and writes.
    value_label: operation
    values: [reads, writes]
    query_ref: io
  - metric_name: shop_info
    type: gauge
    help: Version.
    key_labels: [version]
    static_value: 1
    query_ref: io
queries:
  - query_name: io
    query: SELECT reads, writes, version FROM io
`;

  it('makes the same of a configuration of sql_exporter, without its passwords', async () => {
    folder.write('shop.collector.yml', collectorFile);
    const { code, out, err } = await run('convert', folder.write('sql_exporter.yml', sqlExporter));
    expect(code).toBe(0);
    expect(err).toBe(
      'The password of db1 is not in what was written: set the environment variable DB1_PASSWORD to it.\n' +
        'The password of db2 is not in what was written: set the environment variable DB2_PASSWORD to it.\n',
    );
    expect(out).not.toMatch(/hunter2|fish/);
    const config = parseYamlText(out) as { collectors: Record<string, unknown> };
    const source = ['db1', 'db2'];
    expect(config).toEqual({
      global: { scrape_timeout: '10s', scrape_timeout_offset: '500ms' },
      sources: {
        db1: {
          type: 'postgres',
          host: 'db1.example.com',
          port: 5432,
          database: 'shop',
          user: 'reader',
          password: { env: 'DB1_PASSWORD' },
          max_connections: 5,
          labels: { job: 'shop', target: 'db1', env: 'test', rack: '7' },
        },
        db2: {
          type: 'mysql',
          host: 'db2.example.com',
          port: 3306,
          database: 'shop',
          user: 'reader',
          password: { env: 'DB2_PASSWORD' },
          max_connections: 5,
          labels: { job: 'shop', target: 'db2', env: 'test', rack: '7' },
        },
      },
      collectors: {
        'shop_standard.shop_orders': {
          source,
          cache_ttl: '30s',
          query: 'SELECT status, count(*) AS count\nFROM orders GROUP BY status\n',
          metrics: [
            {
              type: 'gauge',
              name: 'shop_orders',
              help: 'Orders.',
              key_labels: ['status'],
              static_labels: { team: 'one', shift: '2' },
              values: ['count'],
            },
          ],
        },
        'shop_standard.io': {
          source,
          cache_ttl: '30s',
          query: 'SELECT reads, writes, version FROM io',
          metrics: [
            {
              type: 'counter',
              name: 'shop_io_total',
              help: 'Reads and writes.',
              values: ['reads', 'writes'],
              value_label: 'operation',
            },
            {
              type: 'gauge',
              name: 'shop_info',
              help: 'Version.',
              key_labels: ['version'],
              static_value: 1,
            },
          ],
        },
      },
    });
    for (const collector of Object.values(config.collectors)) collectorSchema.parse(collector);
  });

  it('makes the same of a configuration of justwatch', async () => {
    const file = folder.write(
      'config.yml',
      `
jobs:
- name: global
  interval: '5m'
  connections:
  - 'postgres://postgres:{{pg_password}}@localhost/postgres?sslmode=disable'
  - 'mysql://root@unix(/run/mysqld.sock)/shop'
  startup_sql: ['SET lock_timeout = 1000']
  queries:
  - name: running_queries
    help: Number of running queries
    labels: [datname, usename]
    values: [count]
    query: SELECT datname, usename, count(*) AS count FROM pg_stat_activity GROUP BY 1, 2
- name: nightly
  cron_schedule: '0 3 * * *'
  connections: ['postgres://postgres:{{pg_password}}@localhost/postgres?sslmode=disable']
  queries:
  - { name: sizes, help: Sizes, values: [size], query_ref: sizes, allow_zero_rows: true }
- name: away
  connections: ['snowflake://me:secret@host/db']
  queries: [{ name: x, help: x, values: [x], query: SELECT 1 AS x }]
queries: { sizes: SELECT 1 AS size }
`,
    );
    const { code, out, err } = await run('convert', file);
    expect(code).toBe(0);
    expect(err.trimEnd().split('\n')).toEqual([
      'job global: startup_sql has no counterpart and was left out.',
      'The password of global is not in what was written: set the environment variable PG_PASSWORD to it.',
      'The data source of away is of snowflake; there is no such type of source, and it was left out.',
      'job away has no source that can be asked, and was left out.',
    ]);
    expect(out).toMatch(/^# Converted from config\.yml\.\n/);
    expect(parseYamlText(out)).toEqual({
      sources: {
        global: {
          type: 'postgres',
          host: 'localhost',
          database: 'postgres',
          user: 'postgres',
          password: { env: 'PG_PASSWORD' },
          labels: { driver: 'postgres', host: 'localhost', database: 'postgres', user: 'postgres' },
        },
        global_2: {
          type: 'mysql',
          socket: '/run/mysqld.sock',
          database: 'shop',
          user: 'root',
          labels: { driver: 'mysql', host: '/run/mysqld.sock', database: 'shop', user: 'root' },
        },
      },
      collectors: {
        global_running_queries: {
          source: ['global', 'global_2'],
          mode: 'interval',
          interval: '5m',
          query: 'SELECT datname, usename, count(*) AS count FROM pg_stat_activity GROUP BY 1, 2',
          on_empty: 'error',
          metrics: [
            {
              type: 'gauge',
              name: 'sql_running_queries',
              help: 'Number of running queries',
              key_labels: ['datname', 'usename'],
              static_labels: { sql_job: 'global' },
              values: ['count'],
              value_label: 'col',
            },
          ],
        },
        nightly_sizes: {
          source: 'global',
          mode: 'cron',
          cron: '0 3 * * *',
          query: 'SELECT 1 AS size',
          metrics: [
            {
              type: 'gauge',
              name: 'sql_sizes',
              help: 'Sizes',
              static_labels: { sql_job: 'nightly' },
              values: ['size'],
              value_label: 'col',
            },
          ],
        },
      },
    });
  });

  it('writes times as they are written here', async () => {
    const config = sqlExporter.replace('min_interval: 0s', 'min_interval: 1y');
    folder.write('a.collector.yml', collectorFile.replace('min_interval: 30s', 'min_interval: 1w'));
    folder.write(
      'b.collector.yml',
      'collector_name: shop_b\nmetrics: [{ metric_name: n, type: gauge, help: N., values: [n], query: SELECT 1 AS n }]\n',
    );
    const { code, out, err } = await run('convert', folder.write('sql_exporter.yml', config));
    expect(code).toBe(0);
    expect(err).toContain(
      'global: min_interval: 1y is longer than a time may be here: 24d was written.\n',
    );
    const { collectors } = parseYamlText(out) as {
      collectors: Record<string, { cache_ttl: string }>;
    };
    expect(Object.values(collectors).map(({ cache_ttl: ttl }) => ttl)).toEqual(['7d', '7d', '24d']);
    for (const collector of Object.values(collectors)) collectorSchema.parse(collector);
  });

  it.each([
    [
      'jobs: [{ name: a, interval: soon, connections: ["postgres://a@b/c"] }]\n',
      /^job a: interval: "soon" is not a time: expected one such as 30s, 1h30m or 1w\.\n$/,
    ],
    ['a: 1\n', /it is not clear whose configuration it is: say --from=sql_exporter/],
    ['jobs: 5\n', /jobs: expected a list\.\n$/],
    ['collectors: [{ metrics: [] }]\n', /^the name of a collector: expected text\.\n$/],
    ['collectors: []\n', /nothing in it can be converted\.\n$/],
  ])('refuses %j with 1', async (text, reason) => {
    const { code, out, err } = await run('convert', folder.write('x.yml', text));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(reason);
  });
});
