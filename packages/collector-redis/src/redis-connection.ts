import { Secrets } from '@telltale/rows/internal';
import type { ResolvedRedisOptions } from './redis-options.ts';
import { RedisError } from './redis-error.ts';
import type { Reply } from './replies.ts';

type Driver = typeof import('redis');
type Client = ReturnType<typeof clientOf>;

/** What integers begin with, `:`, is what the client calls their type. Not all versions export a name for it. */
const integerReply = 58;

let driver: Promise<Driver> | undefined;

/** One connection, for one query at a time. It is not opened again when it was lost. */
export class RedisConnection {
  readonly #client: Client;
  readonly #life: AbortController;
  readonly #secrets: Secrets;

  private constructor(client: Client, life: AbortController, secrets: Secrets) {
    this.#client = client;
    this.#life = life;
    this.#secrets = secrets;
  }

  /** Opens one. @throws RedisError, or the reason of the signal */
  static async open(options: ResolvedRedisOptions, signal: AbortSignal): Promise<RedisConnection> {
    const redis = await loadDriver();
    const password = await secretOf(options.password, signal);
    signal.throwIfAborted();
    const secrets = new Secrets(
      [password, options.secretUsername].filter((secret) => secret !== undefined),
    );
    // What ends a socket at any time: destroy() of a client that is still connecting would leave it open.
    const life = new AbortController();
    const client = clientOf(redis, options, password, life.signal);
    // The promise of whoever waits says what went wrong; without a listener, the error would end the process.
    client.on('error', () => undefined);
    const giveUp = (): void => {
      life.abort();
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await client.connect();
    } catch (error) {
      signal.throwIfAborted();
      throw connectError(error, options, secrets);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    if (signal.aborted) {
      life.abort();
      signal.throwIfAborted();
    }
    return new RedisConnection(client, life, secrets);
  }

  /** Whether commands can be sent. */
  get isOpen(): boolean {
    return this.#client.isReady;
  }

  /** Sends a command. @throws RedisError, or the reason of the signal; then the connection is lost, and with it the command */
  async send(command: readonly string[], signal: AbortSignal): Promise<Reply> {
    signal.throwIfAborted();
    const giveUp = (): void => {
      this.close();
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      // Integers have 64 bits.
      const options = { typeMapping: { [integerReply]: String } };
      return await this.#client.sendCommand<Reply>([...command], options);
    } catch (error) {
      signal.throwIfAborted();
      const reason = this.isOpen ? 'command' : 'connection';
      throw new RedisError(reason, this.#secrets.hide(messageOf(error)));
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Whether it keeps the process alive. */
  setBusy(isBusy: boolean): void {
    if (isBusy) this.#client.ref();
    else this.#client.unref();
  }

  /** Closes it. What was sent is not waited for. */
  close(): void {
    this.#life.abort();
    if (this.#client.isOpen) this.#client.destroy();
  }
}

/** @throws RedisError if it is not installed */
export async function loadDriver(): Promise<Driver> {
  try {
    return await (driver ??= import('redis'));
  } catch (error) {
    driver = undefined;
    throw new RedisError(
      'driver',
      `The package redis cannot be loaded: ${messageOf(error)} Install it: npm install redis, or npm install --global redis ` +
        'beside what was installed so',
    );
  }
}

async function secretOf(
  secret: ResolvedRedisOptions['password'],
  signal: AbortSignal,
): Promise<string | undefined> {
  // Where it has aborted already, no event would come.
  signal.throwIfAborted();
  if (typeof secret !== 'function') return secret;
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => {
    given.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const read: unknown = await Promise.race([secret(), given.promise]);
    if (typeof read === 'string') return read;
  } catch (error) {
    signal.throwIfAborted();
    throw new RedisError('auth', `The password could not be read: ${messageOf(error)}`);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  throw new RedisError('auth', 'The password could not be read: its function gave no string.');
}

function clientOf(
  redis: Driver,
  { address, username, database, tls, timeoutMs }: ResolvedRedisOptions,
  password: string | undefined,
  life: AbortSignal,
) {
  const socket = {
    signal: life,
    ...address,
    connectTimeout: timeoutMs,
    reconnectStrategy: false as const,
  };
  return redis.createClient({
    // The second version of the protocol is known to all servers, and needs no more than AUTH and SELECT.
    RESP: 2,
    socket: tls === undefined ? socket : ({ ...socket, ...tls, tls: true } as never),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    database,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
}

function connectError(
  error: unknown,
  { address }: ResolvedRedisOptions,
  secrets: Secrets,
): RedisError {
  const message = secrets.hide(messageOf(error));
  const isAuth = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:AUTH|Client sent AUTH|invalid password))/.test(
    message,
  );
  const where = 'path' in address ? address.path : `${address.host}:${address.port}`;
  return new RedisError(isAuth ? 'auth' : 'connect', `Redis at ${where}: ${message}`);
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join(', ');
  }
  return error instanceof Error ? error.message : String(error);
}
