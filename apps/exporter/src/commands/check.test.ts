import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../testing/run-command.ts';
import { TemporaryFolder } from '../testing/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
  vi.unstubAllEnvs();
});

async function check(config: unknown, ...flags: string[]) {
  const file = folder.write('telltale.yaml', JSON.stringify(config));
  const ran = await runCommand('check', `--config.file=${file}`, ...flags);
  return { ...ran, err: ran.err.replaceAll(`${folder.path}/`, '') };
}

describe('the URL of a database', () => {
  const expected = 'expected postgres://user:password@host:port/database.';

  it.each([
    ['planted', `postgres: url is no address, ${expected}`],
    ['mysql://reader:planted@db/shop', `postgres: url is no address, ${expected}`],
    [
      'postgres://reader:12?planted@db/shop',
      'postgres: url has a ? or # before its @. Write %3F or %23 for it.',
    ],
    [
      'postgres://reader:12#planted@db/shop',
      'postgres: url has a ? or # before its @. Write %3F or %23 for it.',
    ],
    [
      'postgres://reader@db/shop?sslmode=require',
      'postgres: url has the parameters sslmode, expected none. Give options such as tls instead.',
    ],
    [
      'postgres://reader@db/shop#1',
      'postgres: url has more after its database, expected nothing. Write %23 for a #.',
    ],
  ])('is read where it can be, and not repeated: %s', async (url, message) => {
    vi.stubEnv('TELLTALE_TEST_URL', url);
    folder.write('url', `${url}\n`);
    for (const reference of [{ env: 'TELLTALE_TEST_URL' }, { file: 'url' }]) {
      const sources = { shop: { type: 'postgres', url: reference } };
      expect(await check({ sources })).toEqual({
        code: 1,
        out: '',
        err: `telltale.yaml:1:20: sources.shop: ${message}\n`,
      });
    }
  });

  it('that is right is no fault', async () => {
    vi.stubEnv('TELLTALE_TEST_URL', 'mariadb://reader:planted@[::1]:3306/shop');
    const shop = { type: 'mariadb', url: { env: 'TELLTALE_TEST_URL' } };
    expect(await check({ sources: { shop } })).toMatchObject({ code: 0, err: '' });
  });
});

it('what is wrong with a module is said at the place of it', async () => {
  const source = { type: 'postgres', tls: { ca_file: 'nothing.pem' } };
  const { code, err } = await check({ modules: { db: { source, targets: ['db'] } } });
  expect([code, err]).toEqual([
    1,
    'telltale.yaml:1:28: modules.db.source: tls.ca_file: the file nothing.pem cannot be read: there is no such file.\n',
  ]);
  const metrics = [{ type: 'gauge', name: 'n', help: 'N.', values: ['a', 'b'] }];
  const collectors = { n: { query: 'SELECT 1', metrics } };
  const db = { source: { type: 'postgres' }, targets: ['db'], collectors };
  expect((await check({ modules: { db } })).err).toMatch(
    /^telltale\.yaml:1:83: modules\.db\.collectors\.n: n: there are several values, expected a value_label/,
  );
});

describe('warnings', () => {
  const warned = {
    sources: {
      shop: { type: 'sqlite', path: 'shop.db', labels: { job: 'shop', quantile: 'x' } },
      log: {
        type: 'logfile',
        path: 'x.log',
        metrics: [
          {
            type: 'counter',
            name: 'lines',
            help: 'Lines.',
            pattern: '(?<instance>.*)',
            labels: ['instance'],
          },
        ],
      },
    },
    collectors: {
      orders: {
        source: 'shop',
        query: 'SELECT 1',
        metrics: [
          { type: 'counter', name: 'orders', help: 'Orders.', values: 'n' },
          { type: 'gauge', name: 'up', help: 'Up.', values: 'n', key_labels: [{ le: 'a' }] },
          {
            type: 'gauge',
            name: 'process_wait_ms',
            help: 'Wait.',
            values: ['n'],
            value_label: 'instance',
          },
          {
            type: 'gauge',
            name: 'shop_orders',
            help: 'Orders.',
            values: 'n',
            key_labels: ['status'],
          },
        ],
      },
    },
    modules: {
      db: {
        source: { type: 'postgres' },
        targets: ['db'],
        collectors: {
          age: {
            query: 'SELECT 1',
            metrics: [{ type: 'gauge', name: 'age_minutes', help: 'Age.', values: 'n' }],
          },
        },
      },
    },
  };
  const honoured = (label: string): string =>
    `Prometheus gives the label ${label} to each target, and calls this one exported_${label} unless it has honor_labels; choose another name`;
  const expected = [
    `sources.shop.labels.job: warning: ${honoured('job')}`,
    'sources.shop.labels.quantile: warning: the label quantile is kept for histograms and summaries; choose another name',
    'sources.log.metrics[0]: warning: lines: a counter ends in _total; write lines_total',
    `sources.log.metrics[0]: warning: lines: ${honoured('instance')}`,
    'collectors.orders.metrics[0]: warning: orders: a counter ends in _total; write orders_total',
    'collectors.orders.metrics[1]: warning: up: Prometheus gives metrics of this name to each target; take another name',
    'collectors.orders.metrics[1]: warning: up: the label le is kept for histogram and gaugehistogram; choose another name',
    'collectors.orders.metrics[2]: warning: process_wait_ms: metrics of the exporter itself begin with process_; take another name',
    'collectors.orders.metrics[2]: warning: process_wait_ms: unit ms is abbreviated; write seconds',
    `collectors.orders.metrics[2]: warning: process_wait_ms: ${honoured('instance')}`,
    'modules.db.collectors.age.metrics[0]: warning: age_minutes: use the base unit seconds instead of minutes',
  ];

  it('are names that break conventions or meet those of others, and do not fail', async () => {
    const { code, out, err } = await check(warned);
    expect(
      err
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^telltale\.yaml:1:\d+: /, '')),
    ).toEqual(expected);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /telltale\.yaml is valid: 2 sources, 1 collector, 11 warnings\.\n$/,
      ) as string,
    ]);
  });

  it('fail with --strict', async () => {
    const { code, out, err } = await check(warned, '--strict');
    expect([code, out]).toEqual([1, '']);
    expect(err.trimEnd().split('\n').at(-1)).toBe(
      'telltale.yaml is not valid with --strict: 11 warnings.',
    );
    const { orders } = warned.collectors;
    const quiet = {
      sources: { shop: { ...warned.sources.shop, labels: { shop: 'main' } } },
      collectors: { orders: { ...orders, metrics: [orders.metrics[3]] } },
    };
    expect(await check(quiet, '--strict')).toMatchObject({ code: 0, err: '' });
  });
});
