import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { MysqlSourceOptions } from '@telltale/collector-sql';
import mysql from 'mysql2/promise';
import { need } from '../../src/need.ts';
import { freePort } from '../free-port.ts';
import { makeCertificate, needOpenssl } from '../make-certificate.ts';
import { StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';
import { plantedPassword, type SqlServer } from './sql-server.ts';

/** Not on the path of users that are not root. */
const mariadbd = '/usr/sbin/mariadbd';

/** Whether MariaDB is there, for tests of `what`. */
export function needMariadb(what: string): boolean {
  const isThere = need({
    what,
    command: [mariadbd, '--version'],
    missing: 'MariaDB',
    install: 'apt-get install mariadb-server',
  });
  return isThere && needOpenssl(what);
}

/** A MariaDB of the test's own, with its files in a temporary folder. */
export class MariadbServer implements SqlServer {
  /** A sleep ends with its connection. */
  readonly endless = "SELECT BENCHMARK(1000000000000, MD5('a')) AS n";
  readonly port: number;
  readonly #folder: string;
  #program: StartedProgram | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** Starts one, and resolves when it answers. */
  static async start(): Promise<MariadbServer> {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-mariadb-'));
    const server = new MariadbServer(await freePort(), folder);
    try {
      makeCertificate(folder);
      const options = [
        '--no-defaults',
        `--datadir=${folder}/data`,
        `--user=${userInfo().username}`,
      ];
      const login = '--auth-root-authentication-method=normal';
      execFileSync('mariadb-install-db', [...options, login, '--skip-test-db'], {
        stdio: 'ignore',
      });
      await server.startAgain();
      await server.admin('CREATE DATABASE shop');
      // Not a superuser, as no exporter should be.
      await server.admin(
        `CREATE USER reader@'127.0.0.1' IDENTIFIED BY ${mysql.escape(plantedPassword)}`,
      );
      await server.admin(
        `CREATE USER reader@localhost IDENTIFIED BY ${mysql.escape(plantedPassword)}`,
      );
      await server.admin("GRANT ALL ON shop.* TO reader@'127.0.0.1', reader@localhost");
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** The file of its certificate, which is for `localhost`. */
  get certificate(): string {
    return join(this.#folder, 'cert.pem');
  }

  /** The file of its socket. */
  get socket(): string {
    return join(this.#folder, 'socket');
  }

  source(more: object = {}): MysqlSourceOptions {
    return {
      ...{ type: 'mysql', port: this.port, user: 'reader', database: 'shop' },
      ...{ password: plantedPassword, ...more },
    };
  }

  async admin(sql: string): Promise<Record<string, unknown>[]> {
    const connection = await this.#connect();
    try {
      const [rows] = await connection.query(sql);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    } finally {
      await connection.end();
    }
  }

  async running(): Promise<string[]> {
    const where = "user = 'reader' AND command <> 'Sleep' AND info IS NOT NULL";
    const rows = await this.admin(`SELECT info FROM information_schema.processlist WHERE ${where}`);
    return rows.map(({ info }) => String(info));
  }

  async connections(): Promise<number> {
    return (await this.#ids()).length;
  }

  async lock(): Promise<AsyncDisposable> {
    const connection = await this.#connect();
    await connection.query('LOCK TABLES shop.jobs WRITE');
    return { [Symbol.asyncDispose]: () => connection.end() };
  }

  async dropConnections(): Promise<void> {
    for (const id of await this.#ids()) await this.admin(`KILL CONNECTION ${id}`);
  }

  freeze(): () => void {
    if (this.#program === undefined) throw new Error('MariaDB is stopped');
    const { pid } = this.#program;
    process.kill(pid, 'SIGSTOP');
    return () => {
      process.kill(pid, 'SIGCONT');
    };
  }

  async stop(): Promise<void> {
    await this.#program?.end();
    this.#program = undefined;
  }

  async startAgain(): Promise<void> {
    const started = new StartedProgram(mariadbd, [
      ...['--no-defaults', `--datadir=${this.#folder}/data`, `--user=${userInfo().username}`],
      ...[`--socket=${this.socket}`, `--pid-file=${this.#folder}/pid`, `--port=${this.port}`],
      ...[`--ssl-cert=${this.#folder}/cert.pem`, `--ssl-key=${this.#folder}/key.pem`],
      ...['--bind-address=127.0.0.1', '--max-connections=20', '--skip-log-bin'],
      // What servers of others may have, and what is read here must not depend on.
      '--default-time-zone=+05:30',
    ]);
    this.#program = started;
    try {
      await waitUntil(`MariaDB answers at port ${this.port}`, () => this.admin('SELECT 1'));
    } catch (error) {
      throw new Error(started.output, { cause: error });
    }
  }

  sleep(seconds: number): string {
    return `SELECT SLEEP(${seconds}) AS n`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ids(): Promise<number[]> {
    const sql = "SELECT id FROM information_schema.processlist WHERE user = 'reader'";
    return (await this.admin(sql)).map(({ id }) => Number(id));
  }

  #connect(): Promise<mysql.Connection> {
    return mysql.createConnection({ socketPath: this.socket, user: 'root' });
  }
}
