import type { PoolUse, QueryContext, Row, RowSource } from '@telltale/rows';
import { loadDriver, RedisConnection } from './redis-connection.ts';
import { RedisConnections } from './redis-connections.ts';
import { RedisError } from './redis-error.ts';
import { resolveRedisOptions, type RedisOptions } from './redis-options.ts';
import { checkQuery, nameOf, type CheckedQuery, type RedisQuery } from './redis-query.ts';
import { readers, unknownRows, type Reply } from './replies.ts';
import { countKeys } from './scan-count.ts';

/** A source of rows that are what Redis answers. */
export interface RedisSource extends RowSource<RedisQuery> {
  /** What kind of source it is. */
  readonly type: 'redis';
  /** Its connections. */
  pool(): PoolUse;
  /** Says whether the driver is missing. Nothing is connected. */
  check(): Promise<readonly string[]>;
}

const checks = new WeakMap<RedisSource, (query: RedisQuery) => void>();

/**
 * Makes a source. It connects at the first query, and again after it has lost a connection. Idle connections keep no
 * process alive; `Symbol.asyncDispose` closes them.
 *
 * @throws INVALID_OPTION for an option that is unknown or of the wrong kind
 */
export function redisSource(options: RedisOptions = {}): RedisSource {
  const resolved = resolveRedisOptions(options);
  const { allowCommands, timeoutMs } = resolved;
  const disposed = new AbortController();
  const connections = new RedisConnections(resolved.maxConnections, (signal) =>
    RedisConnection.open(resolved, signal),
  );
  const checked = new WeakMap<RedisQuery, CheckedQuery>();
  const allowed = new Set<string>();

  /** Asks the server about commands that only the options know. */
  async function checkReadOnly(
    commands: readonly (readonly string[])[],
    send: (command: readonly string[]) => Promise<Reply>,
  ): Promise<void> {
    for (const [given = '', second = ''] of commands) {
      const name = given.toUpperCase();
      const isKnown = Object.hasOwn(readers, name) || allowed.has(name);
      if (isKnown || Object.hasOwn(readers, `${name} ${second.toUpperCase()}`)) continue;
      const info = await send(['COMMAND', 'INFO', name]);
      if (!flagsOf(info).includes('readonly')) {
        throw new RedisError(
          'command',
          `${name} was not sent: the server does not say that it is read-only.`,
        );
      }
      allowed.add(name);
    }
  }

  async function ask(query: CheckedQuery, connection: RedisConnection, signal: AbortSignal) {
    const send = (command: readonly string[]): Promise<Reply> => connection.send(command, signal);
    if ('scan' in query) return [await countKeys(query, send)];
    await checkReadOnly(query.commands, send);
    const rows: Row[] = [];
    for (const command of query.commands) {
      try {
        rows.push(...rowsOf(command, await send(command), query.shape));
      } catch (error) {
        if (!(error instanceof RedisError)) throw error;
        throw new RedisError(error.reason, `${nameOf(command)}: ${error.message}`);
      }
    }
    return rows;
  }

  const check = (query: RedisQuery): CheckedQuery => {
    const known = checked.get(query) ?? checkQuery(query, allowCommands);
    checked.set(query, known);
    return known;
  };

  const source: RedisSource = {
    type: 'redis',
    async query(query: RedisQuery, { signal }: QueryContext): Promise<readonly Row[]> {
      signal.throwIfAborted();
      disposed.signal.throwIfAborted();
      const known = check(query);
      const late = AbortSignal.timeout(timeoutMs);
      const until = AbortSignal.any([signal, disposed.signal, late]);
      try {
        return await connections.use(until, (connection) => ask(known, connection, until));
      } catch (error) {
        if (error !== late.reason || !late.aborted) throw error;
        throw new RedisError('timeout', `Redis gave no answer within ${timeoutMs} ms.`);
      }
    },
    pool: () => connections.pool(),
    check: () =>
      loadDriver().then(
        () => [],
        (error: unknown) => [(error as RedisError).message],
      ),
    [Symbol.asyncDispose]: () => {
      connections.close();
      disposed.abort(new RedisError('connection', 'The redis source was disposed of.'));
      return Promise.resolve();
    },
  };
  checks.set(source, check);
  return source;
}

/**
 * Checks a query of a source before it is asked. What is no source of {@link redisSource} checks its queries itself.
 *
 * @throws INVALID_OPTION
 */
export function checkQueryOf(source: RedisSource, query: RedisQuery): void {
  checks.get(source)?.(query);
}

function rowsOf(
  command: readonly string[],
  reply: Reply,
  shape: Parameters<(typeof readers)[string]['rows']>[2],
): Row[] {
  const [name = '', second = ''] = command.map((word) => word.toUpperCase());
  const reader = readers[`${name} ${second}`] ?? readers[name];
  return reader === undefined ? unknownRows(reply) : reader.rows(command, reply, shape);
}

function flagsOf(info: Reply): readonly Reply[] {
  const [command] = Array.isArray(info) ? (info as readonly Reply[]) : [];
  const flags = Array.isArray(command) ? (command as readonly Reply[])[2] : undefined;
  return Array.isArray(flags) ? (flags as readonly Reply[]) : [];
}
