import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../src/repository.ts';
import { needPrometheus, PrometheusServer } from './prometheus-server.ts';
import { needPostgres, PostgresServer } from './sql/postgres-server.ts';
import { plantedPassword } from './sql/sql-server.ts';
import { startFromSource, type StartedProgram } from './started-program.ts';
import { waitUntil } from './wait-until.ts';

const what = 'reloads of the exporter while Prometheus scrapes it';
const serversAreThere = needPrometheus(what) && needPostgres(what);

const path = join(repository, 'apps/exporter/src/testing/gauges-module.ts');
const reloads = 40;
const betweenMs = 250;
/** What Prometheus looks back over: less than the reloads take. */
const windowSeconds = 8;

/**
 * One source that stays, one that changes at each reload, one that works by itself, one that comes and goes; and a
 * database with one connection, which a collector asks that stays and one that changes.
 */
function configuration(index: number, postgresPort: number): string {
  const gauges = (values: object, schedule: object = {}): object => ({
    type: 'module',
    path,
    options: { gauges: values },
    ...schedule,
  });
  const sources = {
    stays: gauges({ stays: 7 }),
    changes: gauges({ in_all: 1 + (index % 5) }),
    works_by_itself: gauges(
      { by_itself: 1 + (index % 2) },
      { mode: 'interval', interval: '200ms' },
    ),
    ...(index % 2 === 0 && { comes_and_goes: gauges({ now_and_then: 1 }) }),
    database: {
      type: 'postgres',
      port: postgresPort,
      user: 'owner',
      database: 'postgres',
      password: { env: 'DB_PASSWORD' },
      max_connections: 1,
    },
  };
  const gauge = (name: string, values: string): object => ({
    metrics: [{ type: 'gauge', name, help: 'Help.', values }],
    source: 'database',
  });
  const collectors = {
    backend: { ...gauge('backend_pid', 'pid'), query: 'SELECT pg_backend_pid() AS pid' },
    asked: { ...gauge('from_database', 'n'), query: `SELECT ${1 + (index % 5)} AS n` },
  };
  return JSON.stringify({ sources, collectors });
}

describe.runIf(serversAreThere)('Prometheus, while the exporter is reloaded', () => {
  const cleanup = new AsyncDisposableStack();
  let exporter: StartedProgram;
  let prometheus: PrometheusServer;
  let endOfWindow: number;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-reload-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'telltale.yaml');
    const { port } = cleanup.use(await PostgresServer.start());
    await writeFile(file, configuration(0, port));
    exporter = cleanup.use(
      startFromSource(
        'apps/exporter/src/main.ts',
        [
          `--config.file=${file}`,
          '--web.listen-address=127.0.0.1:0',
          '--web.enable-lifecycle',
          '--log.format=json',
        ],
        { env: { DB_PASSWORD: plantedPassword } },
      ),
    );
    const [, url = ''] = await exporter.printed(/"url":"(http:[^"]+)"/);
    prometheus = cleanup.use(await PrometheusServer.start([{ name: 'exporter', url }]));
    await waitUntil('Prometheus has scraped', async () => {
      return (await prometheus.query('stays')).length > 0 || undefined;
    });
    for (let index = 1; index <= reloads; index++) {
      await writeFile(file, configuration(index, port));
      if (index % 2 === 0) process.kill(exporter.pid, 'SIGHUP');
      else {
        const answer = await fetch(new URL('/-/reload', url), { method: 'POST' });
        expect(answer.status, await answer.text()).toBe(200);
      }
      await sleep(betweenMs);
    }
    endOfWindow = Date.now() / 1000;
    await sleep(1500);
  });

  afterAll(() => cleanup.disposeAsync());

  async function valueOf(query: string): Promise<number | undefined> {
    const at = query.replaceAll('WINDOW', `[${windowSeconds}s] @ ${endOfWindow}`);
    return (await prometheus.query(at))[0]?.points[0]?.value;
  }

  test('is answered at each scrape, and each reload succeeds', async () => {
    expect(await valueOf('count_over_time(up WINDOW)')).toBeGreaterThanOrEqual(windowSeconds - 2);
    expect(await valueOf('min_over_time(up WINDOW)')).toBe(1);
    expect(await valueOf('min_over_time(exporter_config_last_reload_successful WINDOW)')).toBe(1);
    expect(exporter.output.match(/"msg":"Configuration reloaded"/g)?.length).toBeGreaterThanOrEqual(
      reloads / 2,
    );
  });

  test.each([
    ...['stays', 'in_all', 'by_itself', 'stays_collections_total', 'exporter_build_info'],
    ...['from_database', 'backend_pid', 'exporter_source_up{source="database"}'],
  ])('sees %s in each scrape, and never 0', async (name) => {
    const scrapes = await valueOf('count_over_time(up WINDOW)');
    expect(await valueOf(`count_over_time(${name} WINDOW)`)).toBe(scrapes);
    expect(await valueOf(`min_over_time(${name} WINDOW)`)).toBeGreaterThan(0);
  });

  test('sees that the connection to the database stays', async () => {
    expect(await valueOf('changes(backend_pid WINDOW)')).toBe(0);
    expect(await valueOf('changes(from_database WINDOW)')).toBeGreaterThan(0);
  });

  test('sees no counter begin anew', async () => {
    const changed = 'exporter_collection_duration_seconds_count{collector="changes"}';
    expect(await valueOf('resets(stays_collections_total WINDOW)')).toBe(0);
    expect(await valueOf(`resets(${changed} WINDOW)`)).toBe(0);
    // Each reload collects from all: one that had begun anew would have counted a few.
    expect(await valueOf('max_over_time(stays_collections_total WINDOW)')).toBeGreaterThan(reloads);
  });
});
