import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresSourceOptions } from '@telltale/collector-sql';
import pg from 'pg';
import { need } from '../../src/need.ts';
import { freePort } from '../free-port.ts';
import { descendantsOf } from '../process-tree.ts';
import { StartedProgram } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';
import { plantedPassword, type SqlServer } from './sql-server.ts';

/** Debian keeps the programs of each version apart, off the path. */
const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '/usr/lib/postgresql/bin';
const isRoot = process.getuid?.() === 0;
/** The server refuses to run as root. */
const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'];

/** Whether PostgreSQL is there, for tests of `what`. */
export function needPostgres(what: string): boolean {
  return need({
    what,
    command: [join(bin, 'postgres'), '--version'],
    missing: 'PostgreSQL',
    install: 'apt-get install postgresql',
  });
}

/** A PostgreSQL of the test's own, with its files in a temporary folder. */
export class PostgresServer implements SqlServer {
  readonly endless = 'SELECT 1 AS n FROM pg_sleep(36000)';
  readonly port: number;
  /** Where its socket and its files are. */
  readonly folder: string;
  #program: StartedProgram | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.folder = folder;
  }

  /** Starts one, and resolves when it answers. */
  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-postgres-'));
    const server = new PostgresServer(await freePort(), folder);
    try {
      server.#initialise();
      await server.startAgain();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  source(more: object = {}): PostgresSourceOptions {
    return {
      ...{ type: 'postgres', port: this.port, user: 'owner', database: 'postgres' },
      ...{ password: plantedPassword, ...more },
    };
  }

  async admin(sql: string): Promise<Record<string, unknown>[]> {
    const client = await this.#connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async running(): Promise<string[]> {
    const where = "application_name = 'telltale' AND state = 'active'";
    const rows = await this.admin(`SELECT query FROM pg_stat_activity WHERE ${where}`);
    return rows.map(({ query }) => String(query));
  }

  async connections(): Promise<number> {
    const where = "application_name = 'telltale'";
    return (await this.admin(`SELECT pid FROM pg_stat_activity WHERE ${where}`)).length;
  }

  async lock(): Promise<AsyncDisposable> {
    const client = await this.#connect();
    await client.query('BEGIN; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE');
    return { [Symbol.asyncDispose]: () => client.end() };
  }

  async dropConnections(): Promise<void> {
    const where = "application_name = 'telltale'";
    await this.admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${where}`);
  }

  freeze(): () => void {
    if (this.#program === undefined) throw new Error('PostgreSQL is stopped');
    const { pid } = this.#program;
    const pids = [pid, ...descendantsOf(pid).map((child) => child.pid)];
    signal(pids, 'STOP');
    return () => {
      signal(pids, 'CONT');
    };
  }

  async stop(): Promise<void> {
    if (this.#program === undefined) return;
    // With SIGTERM it would wait until all clients have gone.
    signal([this.#program.pid], 'INT');
    await this.#program.end();
    this.#program = undefined;
  }

  async startAgain(): Promise<void> {
    const settings = [
      `listen_addresses=127.0.0.1`,
      `unix_socket_directories=${this.folder}`,
      'max_connections=20',
      'fsync=off',
      ...(existsSync(join(this.folder, 'server.key'))
        ? [
            'ssl=on',
            `ssl_cert_file=${this.folder}/server.crt`,
            `ssl_key_file=${this.folder}/server.key`,
          ]
        : []),
      // What servers of others may have, and what is read here must not depend on.
      ...['datestyle=SQL, DMY', 'bytea_output=escape', 'timezone=Asia/Kolkata'],
    ].flatMap((setting) => ['-c', setting]);
    const [program = '', ...args] = [
      ...(isRoot ? asPostgres : []),
      ...[join(bin, 'postgres'), '-D', join(this.folder, 'data'), '-p', String(this.port)],
      ...settings,
    ];
    const started = new StartedProgram(program, args);
    this.#program = started;
    try {
      await waitUntil(`PostgreSQL answers at port ${this.port}`, () => this.admin('SELECT 1'));
    } catch (error) {
      throw new Error(started.output, { cause: error });
    }
  }

  sleep(seconds: number): string {
    return `SELECT 1 AS n FROM pg_sleep(${seconds})`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #connect(): Promise<pg.Client> {
    const { port } = this;
    const login = { user: 'owner', password: plantedPassword, database: 'postgres' };
    const client = new pg.Client({ host: '127.0.0.1', port, ...login, application_name: 'admin' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  #initialise(): void {
    const passwords = join(this.folder, 'password');
    writeFileSync(passwords, plantedPassword);
    const certificate = [
      '-keyout',
      join(this.folder, 'server.key'),
      '-out',
      join(this.folder, 'server.crt'),
    ];
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=127.0.0.1',
        ],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', ...certificate],
      ],
      { stdio: 'ignore' },
    );
    if (isRoot) {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
      for (const file of ['', 'password', 'server.key', 'server.crt']) {
        chownSync(join(this.folder, file), id('-u'), id('-g'));
      }
    }
    const [program = '', ...args] = [
      ...(isRoot ? asPostgres : []),
      ...[join(bin, 'initdb'), '-D', join(this.folder, 'data'), '-U', 'owner', '--no-sync'],
      ...['--auth=scram-sha-256', `--pwfile=${passwords}`, '-E', 'UTF8'],
    ];
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

/** As whoever runs the tests, or as the user that the server runs as. */
function signal(pids: readonly number[], name: 'INT' | 'STOP' | 'CONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, `SIG${name}`);
    } catch {
      // A process of the server that has ended meanwhile.
    }
  }
}
