import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { valuesOfSamples } from '../family-values.ts';
import { freePort } from '../free-port.ts';
import { readPage, samplesOf } from '../page-reader.ts';
import { MariadbServer, needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { startFromSource, StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'the exporter beside prometheus-sql-exporter';
const isThere =
  need({
    what,
    command: ['sh', '-c', 'command -v prometheus-sql-exporter'],
    missing: 'prometheus-sql-exporter',
    install: 'apt-get install prometheus-sql-exporter',
  }) &&
  needPostgres(what) &&
  needMariadb(what);

const password = 'checker-secret';

/** A configuration of that exporter, which asks both databases the same. */
function theirs(postgres: number, mariadb: number): string {
  const queries = `
    queries:
      - name: stock
        help: Items in stock.
        labels: [product, colour]
        values: [items, reserved]
        query: SELECT product, colour, items, reserved FROM stock
      - name: value
        help: What the stock is worth.
        values: [total, largest]
        query: SELECT sum(items * price) AS total, max(items) AS largest FROM stock
      - name: sold_out
        help: Products that are sold out.
        labels: [product]
        values: [missing]
        allow_zero_rows: true
        query: SELECT product, 1 AS missing FROM stock WHERE items < 0`;
  return `
jobs:
  - name: shop
    interval: 1s
    connections: ['postgres://checker:${password}@127.0.0.1:${postgres}/postgres?sslmode=disable']${queries}
  - name: branch
    interval: 1s
    connections: ['mysql://checker:${password}@tcp(127.0.0.1:${mariadb})/shop']${queries}
`;
}

const table = `
  CREATE TABLE stock (product VARCHAR(40), colour VARCHAR(40), items BIGINT, reserved DOUBLE PRECISION, price DECIMAL(10, 2))`;
const stock = `
  INSERT INTO stock VALUES ('mug', 'blue "sea"', 12, 0.5, 8.90), ('mug', 'rot\u00f6', 3, 1e-7, 8.90), ('pot', '', 9007199254740991, 0, 0.01)`;

describe.runIf(isThere)('what convert makes of a configuration of prometheus-sql-exporter', () => {
  const cleanup = new AsyncDisposableStack();
  let folder: string;
  let file: string;
  let port: number;

  beforeAll(async () => {
    const postgres = cleanup.use(await PostgresServer.start());
    const mariadb = cleanup.use(await MariadbServer.start());
    await postgres.admin(table);
    await postgres.admin(stock);
    await postgres.admin(`CREATE ROLE checker LOGIN PASSWORD '${password}'`);
    await postgres.admin('GRANT SELECT ON stock TO checker');
    await mariadb.admin(table.replace('stock', 'shop.stock'));
    await mariadb.admin(stock.replace('stock', 'shop.stock'));
    await mariadb.admin(`CREATE USER checker@'127.0.0.1' IDENTIFIED BY '${password}'`);
    await mariadb.admin("GRANT SELECT ON shop.* TO checker@'127.0.0.1'");
    folder = await mkdtemp(join(tmpdir(), 'telltale-sql-exporter-'));
    cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    file = join(folder, 'sql_exporter.yml');
    await writeFile(file, theirs(postgres.port, mariadb.port));
    port = await freePort();
    cleanup.use(
      new StartedProgram('prometheus-sql-exporter', [
        `-config.file=${file}`,
        `-web.listen-address=127.0.0.1:${port}`,
      ]),
    );
  });
  afterAll(() => cleanup.disposeAsync());

  /** The series of the queries, without those that both have of themselves. */
  const ofQueries = (samples: Record<string, number>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(samples)
        .filter(([name]) => /^sql_(stock|value|sold_out)\{/.test(name))
        .sort(),
    );

  test('gives the same samples', async () => {
    const their = await waitUntil('prometheus-sql-exporter has asked both', async () => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      const samples = ofQueries(
        valuesOfSamples(samplesOf(readPage(await response.text(), 'text'))),
      );
      return Object.keys(samples).length >= 16 ? samples : undefined;
    });

    const converted = startFromSource('apps/exporter/src/main.ts', ['convert', file]);
    expect(await converted.ended).toEqual({ code: 0, signal: null });
    expect(converted.output).not.toContain(password);
    const env = { SHOP_PASSWORD: password, BRANCH_PASSWORD: password };
    for (const name of Object.keys(env)) {
      expect(converted.output).toContain(`set the environment variable ${name} to it`);
    }
    // Standard error, which has the notes, is in the same output.
    const yaml = converted.output
      .split('\n')
      .filter((line) => !line.startsWith('The p'))
      .join('\n');
    const exporter = cleanup.use(await ConfiguredExporter.start(yaml, { env }));

    const our = await waitUntil('the exporter has asked both', async () => {
      const samples = ofQueries(await exporter.samples());
      return Object.keys(samples).length >= 16 ? samples : undefined;
    });
    expect(our).toEqual(their);
  });
});
