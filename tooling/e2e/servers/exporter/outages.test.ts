import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needRedis, RedisServer } from '../redis-server.ts';
import { MariadbServer, needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { plantedPassword } from '../sql/sql-server.ts';
import { waitUntil } from '../wait-until.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'outages of databases that the exporter asks';
const serversAreThere = needPostgres(what) && needMariadb(what) && needRedis(what);

/** How long databases are away: a minute in CI, and ten were tried by hand. */
const inCi = process.env['TELLTALE_REQUIRE_SERVERS'] === '1';
const outageSeconds = Number(process.env['TELLTALE_OUTAGE_SECONDS'] ?? (inCi ? 60 : 5));
const timeout = 60_000 + outageSeconds * 1000;
const scrapeTimeoutSeconds = 2;
const intervalMs = 300;
const kinds = ['postgres', 'mariadb', 'redis'] as const;

/** Four collectors of each: at the scrape, by an interval, with old values for a while, and with NaN. */
function configuration(ports: Readonly<Record<(typeof kinds)[number], number>>): string {
  const password = { env: 'DB_PASSWORD' };
  const sources = {
    postgres: {
      type: 'postgres',
      port: ports.postgres,
      user: 'owner',
      database: 'postgres',
      password,
    },
    mariadb: { type: 'mariadb', port: ports.mariadb, user: 'reader', database: 'shop', password },
    redis: { type: 'redis', port: ports.redis },
    still_there: { type: 'exec', command: ['echo', 'still_there 1'] },
  };
  const collectors = kinds.flatMap((kind) => {
    const query = kind === 'redis' ? ['GET', 'n'] : 'SELECT 7 AS value';
    const collector = (name: string, more: object): [string, object] => [
      `${kind}_${name}`,
      {
        source: kind,
        query,
        metrics: [{ type: 'gauge', name: `${kind}_${name}`, help: 'Help.', values: 'value' }],
        ...more,
      },
    ];
    return [
      collector('now', {}),
      collector('every', { mode: 'interval', interval: `${intervalMs}ms`, deadline: '1s' }),
      collector('kept', { on_error: 'keep', max_age: '1h', deadline: '1s' }),
      collector('nan', { on_error: 'nan', deadline: '1s' }),
    ];
  });
  return JSON.stringify({ sources, collectors: Object.fromEntries(collectors) });
}

const shown = (value: number, samples: Record<string, number>): string[] =>
  Object.entries(samples).flatMap(([name, sample]) =>
    /^(postgres|mariadb|redis)_/.test(name) && Object.is(sample, value) ? [name] : [],
  );
const named = (...names: string[]): string[] =>
  kinds.flatMap((kind) => names.map((name) => `${kind}_${name}{}`)).sort();
const up = (samples: Record<string, number>): (number | undefined)[] =>
  kinds.map((kind) => samples[`exporter_source_up{source="${kind}",type="${kind}"}`]);

describe.runIf(serversAreThere)('an exporter whose databases go away', () => {
  const cleanup = new AsyncDisposableStack();
  let postgres: PostgresServer;
  let mariadb: MariadbServer;
  let redis: RedisServer;
  let exporter: ConfiguredExporter;

  beforeAll(async () => {
    postgres = cleanup.use(await PostgresServer.start());
    mariadb = cleanup.use(await MariadbServer.start());
    redis = cleanup.use(await RedisServer.start());
    redis.command('SET', 'n', '7');
    const ports = { postgres: postgres.port, mariadb: mariadb.port, redis: redis.port };
    exporter = cleanup.use(
      await ConfiguredExporter.start(configuration(ports), {
        env: { DB_PASSWORD: plantedPassword },
      }),
    );
    await isWhole();
  });
  afterAll(() => cleanup.disposeAsync());

  /** Waits until the first page that has all. */
  async function isWhole(): Promise<void> {
    await waitUntil('all values are there', async () => {
      const samples = await exporter.samples(scrapeTimeoutSeconds);
      expect(shown(7, samples).sort()).toEqual(named('every', 'kept', 'nan', 'now'));
      expect(up(samples)).toEqual([1, 1, 1]);
      return true;
    });
  }

  /** Scrapes until the time is over; the pages, and how long the slowest took. */
  async function scrapesFor(seconds: number) {
    const pages: Record<string, number>[] = [];
    let slowestMs = 0;
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      const begun = performance.now();
      pages.push(await exporter.samples(scrapeTimeoutSeconds));
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      await sleep(100);
    }
    return { pages, slowestMs };
  }

  function isDown(samples: Record<string, number>): void {
    expect(up(samples)).toEqual([0, 0, 0]);
    expect(samples['still_there{}']).toBe(1);
    // Old values only where they were asked for.
    expect(shown(7, samples).sort()).toEqual(named('kept'));
    expect(shown(NaN, samples).sort()).toEqual(named('nan'));
    expect(shown(0, samples)).toEqual([]);
  }

  test(
    'answers all along where they are stopped, and shows them again once they are back',
    { timeout },
    async () => {
      await Promise.all([postgres.stop(), mariadb.stop(), redis.stop()]);
      // What an interval collected just before is shown until it is tried again.
      await sleep(intervalMs * 3);

      const { pages, slowestMs } = await scrapesFor(outageSeconds);

      expect(pages.length).toBeGreaterThan(1);
      pages.forEach(isDown);
      expect(slowestMs).toBeLessThan(scrapeTimeoutSeconds * 1000 + 3000);

      await Promise.all([postgres.startAgain(), mariadb.startAgain(), redis.startAgain()]);
      const first = await exporter.samples();
      expect(shown(7, first)).toEqual(expect.arrayContaining(named('kept', 'nan', 'now')));
      expect(up(first)).toEqual([1, 1, 1]);
      await isWhole();
    },
  );

  test(
    'answers all along where they hang, and shows them again once they go on',
    { timeout },
    async () => {
      const thaw = [postgres.freeze(), mariadb.freeze(), redis.freeze()];
      try {
        // The first that waits for them finds out.
        await exporter.samples(scrapeTimeoutSeconds);
        await sleep(2000);
        const { pages, slowestMs } = await scrapesFor(outageSeconds);
        expect(pages.length).toBeGreaterThan(1);
        pages.forEach(isDown);
        expect(slowestMs).toBeLessThan(scrapeTimeoutSeconds * 1000 + 3000);
      } finally {
        for (const goOn of thaw) goOn();
      }
      await isWhole();
    },
  );
});
