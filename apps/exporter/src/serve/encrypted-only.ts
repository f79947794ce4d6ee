import type { Socket } from 'node:net';

export interface EncryptedOnlyOptions {
  /** Takes a connection whose client begins as TLS does, with all that it has sent. */
  readonly accept: (connection: Socket) => void;
  /** How long a client may take to begin. */
  readonly timeoutMs: number;
  /** Told why a client could not be spoken to. */
  readonly onRefused: (reason: string, client: string) => void;
}

/** How long whoever was answered may take to read that. */
const answerTimeoutMs = 2000;

const text = 'This port speaks HTTPS: write https:// in place of http://.\n';
const answer =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n' +
  `Content-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`;

/**
 * Tells whoever speaks HTTP without encryption that it is wanted, as Go's server does. TLS itself could only hang up, and
 * once it has the connection nothing else can be written to it: so its first byte is looked at before.
 */
export function encryptedOnly({ accept, timeoutMs, onRefused }: EncryptedOnlyOptions) {
  return (connection: Socket): void => {
    const client = connection.remoteAddress ?? '';
    const onTimeout = (): void => {
      onRefused('the client said nothing', client);
      connection.destroy();
    };
    const onReadable = (): void => {
      const said = connection.read() as Buffer | null;
      // It is closed, which the stream tells next.
      if (said === null) return;
      connection.off('readable', onReadable).off('timeout', onTimeout).setTimeout(0);
      if (isMethod(said[0])) {
        onRefused('the client spoke HTTP without encryption', client);
        refuse(connection);
        return;
      }
      connection.unshift(said);
      accept(connection);
    };
    connection.on('error', () => undefined);
    connection.on('readable', onReadable).on('timeout', onTimeout).setTimeout(timeoutMs);
  };
}

/** A method of HTTP is letters; TLS begins with 22. */
function isMethod(byte = 0): boolean {
  return /[A-Za-z]/.test(String.fromCharCode(byte));
}

function refuse(connection: Socket): void {
  connection.end(answer);
  // What is unread when a connection is closed has the other side lose the answer.
  connection.resume();
  const timer = setTimeout(() => connection.destroy(), answerTimeoutMs).unref();
  connection.once('close', () => {
    clearTimeout(timer);
  });
}
