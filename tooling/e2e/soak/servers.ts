import { MariadbServer } from '../servers/sql/mariadb-server.ts';
import { PostgresServer } from '../servers/sql/postgres-server.ts';
import type { SqlServer } from '../servers/sql/sql-server.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { beat, type Fault, type Subject } from './subject.ts';
import { Truth } from './truth.ts';

/** A PostgreSQL. */
export async function postgresSubject(): Promise<Subject & { readonly port: number }> {
  const server = await PostgresServer.start();
  await server.admin('CREATE TABLE beat (n BIGINT)');
  await server.admin('INSERT INTO beat VALUES (0)');
  return { ...sqlSubject('postgres', server, 'beat'), port: server.port };
}

/** A MariaDB. */
export async function mariadbSubject(): Promise<Subject & { readonly port: number }> {
  const server = await MariadbServer.start();
  await server.admin('CREATE TABLE shop.beat (n BIGINT)');
  await server.admin('INSERT INTO shop.beat VALUES (0)');
  return { ...sqlSubject('mariadb', server, 'shop.beat'), port: server.port };
}

function sqlSubject(name: string, server: SqlServer, table: string): Subject {
  const truth = new Truth();
  // What was sent to a server that stood still may arrive after what was sent later.
  const beating = beat(truth, async (value) => {
    await server.admin(`UPDATE ${table} SET n = GREATEST(n, ${value})`);
  });
  const faults: Fault[] = [
    {
      name: `${name} is stopped`,
      begin: async () => {
        await server.stop();
        return () => server.startAgain();
      },
    },
    { name: `${name} stands still`, begin: () => server.freeze() },
    {
      name: `${name} drops connections`,
      begin: async () => {
        await server.dropConnections().catch(() => undefined);
        return () => undefined;
      },
    },
  ];
  return {
    name,
    truth,
    faults,
    ageMs: 0,
    connections: () => server.connections(),
    async [Symbol.asyncDispose]() {
      await beating[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A Redis. */
export async function redisSubject(): Promise<Subject & { readonly port: number }> {
  const server = await RedisServer.start();
  const truth = new Truth();
  const beating = beat(truth, async (value) => {
    await server.commandLater('SET', 'beat', String(value));
  });
  return {
    name: 'redis',
    port: server.port,
    truth,
    ageMs: 0,
    faults: [
      {
        name: 'redis is stopped',
        begin: async () => {
          await server.stop();
          return () => server.startAgain();
        },
      },
      { name: 'redis stands still', begin: () => server.freeze() },
    ],
    connections: () => server.clients().length,
    async [Symbol.asyncDispose]() {
      await beating[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
