import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfiguredExporter } from '../exporter/configured-exporter.ts';
import { valuesOfSamples } from '../family-values.ts';
import { freePort } from '../free-port.ts';
import { readPage, samplesOf } from '../page-reader.ts';
import { MariadbServer } from '../sql/mariadb-server.ts';
import { PostgresServer } from '../sql/postgres-server.ts';
import { startFromSource, StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';

/** Debian's package of it, which is justwatch's. */
export const sqlExporter = 'prometheus-sql-exporter';

const password = 'checker-secret';
/** Series that the queries give, of both databases. */
const seriesOfQueries = 16;

/** A configuration of that exporter, which asks both databases the same. */
function theirConfiguration(postgres: number, mariadb: number): string {
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

/** PostgreSQL and MariaDB with the same table, that exporter, and ours with what `convert` makes of its configuration. */
export class SideBySide implements AsyncDisposable {
  readonly #cleanup = new AsyncDisposableStack();
  /** What `convert` printed, without the notes. */
  converted = '';
  /** All that `convert` said. */
  output = '';
  /** The file of their configuration. */
  theirFile = '';
  #theirPort = 0;
  #ours: ConfiguredExporter | undefined;

  static async start(): Promise<SideBySide> {
    const both = new SideBySide();
    try {
      await both.#start();
    } catch (error) {
      await both[Symbol.asyncDispose]();
      throw error;
    }
    return both;
  }

  /** What was secret in the configuration. */
  get password(): string {
    return password;
  }

  /** What the converted configuration needs. */
  get env(): Readonly<Record<string, string>> {
    return { SHOP_PASSWORD: password, BRANCH_PASSWORD: password };
  }

  /** The samples of the queries, once theirs are all there. */
  theirs(): Promise<Record<string, number>> {
    return waitUntil(`${sqlExporter} has asked both`, async () => {
      const response = await fetch(`http://127.0.0.1:${this.#theirPort}/metrics`);
      return allOfQueries(valuesOfSamples(samplesOf(readPage(await response.text(), 'text'))));
    });
  }

  ours(): Promise<Record<string, number>> {
    return waitUntil('the exporter has asked both', async () =>
      allOfQueries((await this.#ours?.samples()) ?? {}),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cleanup.disposeAsync();
  }

  async #start(): Promise<void> {
    const postgres = this.#cleanup.use(await PostgresServer.start());
    const mariadb = this.#cleanup.use(await MariadbServer.start());
    await postgres.admin(table);
    await postgres.admin(stock);
    await postgres.admin(`CREATE ROLE checker LOGIN PASSWORD '${password}'`);
    await postgres.admin('GRANT SELECT ON stock TO checker');
    await mariadb.admin(table.replace('stock', 'shop.stock'));
    await mariadb.admin(stock.replace('stock', 'shop.stock'));
    await mariadb.admin(`CREATE USER checker@'127.0.0.1' IDENTIFIED BY '${password}'`);
    await mariadb.admin("GRANT SELECT ON shop.* TO checker@'127.0.0.1'");
    const folder = await mkdtemp(join(tmpdir(), 'telltale-sql-exporter-'));
    this.#cleanup.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'sql_exporter.yml');
    this.theirFile = file;
    await writeFile(file, theirConfiguration(postgres.port, mariadb.port));
    this.#theirPort = await freePort();
    this.#cleanup.use(
      new StartedProgram(sqlExporter, [
        `-config.file=${file}`,
        `-web.listen-address=127.0.0.1:${this.#theirPort}`,
      ]),
    );

    const convert = startFromSource('apps/exporter/src/main.ts', ['convert', file]);
    const { code } = await convert.ended;
    this.output = convert.output;
    if (code !== 0) throw new Error(`convert ended with ${code}\n${this.output}`);
    // Standard error, which has the notes, is in the same output.
    this.converted = this.output
      .split('\n')
      .filter((line) => !line.startsWith('The p'))
      .join('\n');
    this.#ours = this.#cleanup.use(
      await ConfiguredExporter.start(this.converted, { env: this.env }),
    );
  }
}

/** The series of the queries, without those that both have of themselves; undefined until all are there. */
function allOfQueries(samples: Record<string, number>): Record<string, number> | undefined {
  const found = Object.entries(samples)
    .filter(([name]) => /^sql_(stock|value|sold_out)\{/.test(name))
    .sort();
  return found.length >= seriesOfQueries ? Object.fromEntries(found) : undefined;
}
