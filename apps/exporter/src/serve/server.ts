import type { RequestListener, ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { formatListenAddress, type ListenAddress } from '../cli/listen-address.ts';
import { httpEndpoint, httpLimits } from './http-endpoint.ts';

/** One listener on several addresses. */
export interface ExporterServer {
  /** In the order asked for, with the ports that were got. */
  readonly addresses: readonly ListenAddress[];
  /** How many requests are being answered. */
  readonly inFlight: number;
  /**
   * Accepts nothing more, lets requests in flight end, and closes; after `timeoutMs` it cuts off the rest.
   *
   * @returns how many were cut off
   */
  drain(timeoutMs: number): Promise<number>;
}

/** Why an address cannot be listened on, and what to do. Its `cause` is the system's error. */
export class ListenError extends Error {
  constructor(address: ListenAddress, cause: NodeJS.ErrnoException) {
    super(`Cannot listen on ${formatListenAddress(address)}: ${reasonOf(cause)}`, { cause });
    this.name = 'ListenError';
  }
}

/** Makes of what answers requests what speaks to connections. */
export type Speak = (listener: RequestListener) => (connection: Socket) => void;

const speakPlainly: Speak = (listener) => {
  const endpoint = httpEndpoint({ listener });
  return (connection) => {
    endpoint.accept(connection);
  };
};

/**
 * Listens on all of the addresses, or on none.
 *
 * @throws ListenError
 */
export async function listen(
  addresses: readonly ListenAddress[],
  listener: RequestListener,
  onError: (error: Error) => void,
  speak: Speak = speakPlainly,
): Promise<ExporterServer> {
  const requests = new RequestsInFlight(listener);
  const connections = new Set<Socket>();
  const cutOff = (): void => {
    for (const connection of connections) connection.destroy();
  };
  const speakTo = speak(requests.listener);
  const servers: Server[] = [];
  try {
    for (const address of addresses) {
      const server = createServer({ noDelay: true }, (connection) => {
        connections.add(connection);
        connection.once('close', () => connections.delete(connection));
        speakTo(connection);
      });
      server.maxConnections = httpLimits.maxConnections;
      await listenOn(server, address);
      servers.push(server);
      server.on('error', onError);
    }
  } catch (error) {
    await close(servers, cutOff);
    throw error;
  }
  return {
    addresses: addresses.map((address, index) => {
      const { port } = servers[index]?.address() as AddressInfo;
      return { ...address, port };
    }),
    get inFlight() {
      return requests.count;
    },
    async drain(timeoutMs) {
      let left = 0;
      const timer = setTimeout(() => {
        left = requests.count;
        cutOff();
      }, timeoutMs);
      await close(servers, () => {
        // What is left without a request is idle, or sends one that it never ends.
        requests.end(cutOff);
      });
      clearTimeout(timer);
      return left;
    },
  };
}

/** The requests that have begun and not ended, over all addresses. */
class RequestsInFlight {
  readonly #responses = new Set<ServerResponse>();
  #onEnd: (() => void) | undefined;
  readonly listener: RequestListener;

  constructor(listener: RequestListener) {
    this.listener = (req, res) => {
      this.#responses.add(res);
      res.once('close', () => {
        this.#responses.delete(res);
        this.#checkEnd();
      });
      if (this.#onEnd !== undefined) announceClose(res);
      listener(req, res);
    };
  }

  get count(): number {
    return this.#responses.size;
  }

  /** Tells clients not to send more, and calls `onEnd` whenever none is left. */
  end(onEnd: () => void): void {
    this.#onEnd = onEnd;
    for (const res of this.#responses) announceClose(res);
    this.#checkEnd();
  }

  #checkEnd(): void {
    if (this.#responses.size === 0) this.#onEnd?.();
  }
}

/** HTTP/2 has no such header. */
function announceClose(res: ServerResponse): void {
  if (!res.headersSent && res.req.httpVersionMajor === 1) res.setHeader('Connection', 'close');
}

function listenOn(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new ListenError(address, error));
    };
    server.once('error', fail);
    server.listen(address, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** Stops accepting, calls `then`, and resolves when the last connection is closed. */
async function close(servers: readonly Server[], then: () => void): Promise<void> {
  const closed = servers.map(
    (server) =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  );
  then();
  await Promise.all(closed);
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'it is in use. Stop what listens there, or choose another address with --web.listen-address.';
    case 'EACCES':
      return 'this user may not. Choose a port from 1024 up with --web.listen-address.';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address. Choose one of its own with --web.listen-address, or all with :PORT.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name is not known. Choose an address of this machine with --web.listen-address.';
    default:
      return `${error.message}.`;
  }
}
