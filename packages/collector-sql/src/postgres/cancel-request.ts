import { once } from 'node:events';
import type { Client, Connection } from 'pg';

/** What `pg` knows of a connection that a cancel needs, and its types do not tell. */
interface Cancellable {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly port: number;
  readonly host: string;
  readonly ssl: unknown;
}

/** A connection below the client. */
interface RawConnection {
  readonly stream: { destroy(): void };
  on(event: string, listener: () => void): void;
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

/**
 * Asks the server to cancel what runs on a connection, over another one, encrypted as the first is. It needs no login
 * and no free place: the server knows the connection by its key. Resolves when the server has closed the other
 * connection, which is how it confirms.
 *
 * @see PostgreSQL documentation, "Canceling Requests in Progress"
 */
export async function cancelRequest(
  PgConnection: typeof Connection,
  client: Client,
  signal: AbortSignal,
): Promise<void> {
  const { processID, secretKey, port, host, ssl } = client as unknown as Cancellable;
  if (processID === null || secretKey === null) return;
  const raw = new PgConnection({ ssl } as object) as unknown as RawConnection;
  const ended = once(raw as unknown as NodeJS.EventEmitter, 'end', { signal });
  raw.on('error', () => undefined);
  const cancel = (): void => {
    raw.cancel(processID, secretKey);
  };
  raw.on('connect', () => {
    if (ssl === false) cancel();
    else raw.requestSsl();
  });
  raw.on('sslconnect', cancel);
  if (host.startsWith('/')) raw.connect(`${host}/.s.PGSQL.${port}`);
  else raw.connect(port, host);
  try {
    await ended;
  } finally {
    raw.stream.destroy();
  }
}
