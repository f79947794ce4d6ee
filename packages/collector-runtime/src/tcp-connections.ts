import type { Socket } from 'node:net';
import { FamilyTemplate, type FamilyTemplateOptions } from '@telltale/model/internal';
import { subscribeTo } from './channel-subscriptions.ts';
import type { RuntimeSource } from './runtime-source.ts';

interface SocketMessage {
  readonly socket: Socket;
}

/** Node.js tells of the raw socket of a TLS connection on servers, and of the TLS socket on clients. */
const layer = 'With TLS, those of the ciphertext on servers and of the plaintext on clients.';

/** Counts the TCP connections of this thread that are opened from now on, and their bytes. */
export function tcpConnections(): RuntimeSource {
  const startTimestamp = Date.now() / 1000;
  const server = new Connections();
  const client = new Connections();
  function connected(this: Socket): void {
    client.add(this);
  }
  const unsubscribe = subscribeTo({
    'net.server.socket'({ socket }: SocketMessage) {
      server.add(socket);
    },
    'net.client.socket'({ socket }: SocketMessage) {
      // It is told of when it begins to connect, which may come to nothing.
      socket.once('connect', connected);
    },
  });

  const bySide = (head: Omit<FamilyTemplateOptions, 'labelNames' | 'rows'>): FamilyTemplate =>
    new FamilyTemplate({ ...head, labelNames: ['side'], rows: [['server'], ['client']] });
  const total = (head: Omit<FamilyTemplateOptions, 'type'>): FamilyTemplate =>
    bySide({ ...head, type: 'counter', startTimestamp });
  const open = bySide({
    name: 'nodejs_tcp_connections',
    help: 'TCP connections that are open, by the side that this process is (server, client).',
    type: 'gauge',
  });
  const opened = total({
    name: 'nodejs_tcp_connections_opened_total',
    help: 'TCP connections that were opened, by the side that this process is (server, client).',
  });
  const received = total({
    name: 'nodejs_tcp_receive_bytes_total',
    help: `Bytes received over TCP. ${layer}`,
    unit: 'bytes',
  });
  const sent = total({
    name: 'nodejs_tcp_transmit_bytes_total',
    help: `Bytes sent over TCP. ${layer}`,
    unit: 'bytes',
  });

  return {
    collect(buf) {
      buf.push(
        open.of(Float64Array.of(server.open, client.open)),
        opened.of(Float64Array.of(server.opened, client.opened)),
        received.of(Float64Array.of(server.received(), client.received())),
        sent.of(Float64Array.of(server.sent(), client.sent())),
      );
    },
    dispose() {
      unsubscribe();
      server.stop();
      client.stop();
    },
  };
}

/** The connections of one side: those that are open, and what those that are closed have left. */
class Connections {
  readonly #open = new Set<Socket>();
  #opened = 0;
  #receivedByClosed = 0;
  #sentByClosed = 0;
  #sentShown = 0;
  #stopped = false;
  /** A listener for each connection would be a function for each; this one is told which socket by its `this`. */
  readonly #closed: (this: Socket) => void;

  constructor() {
    const close = (socket: Socket): void => {
      if (!this.#open.delete(socket)) return;
      this.#receivedByClosed += socket.bytesRead;
      this.#sentByClosed += socket.bytesWritten;
    };
    this.#closed = function () {
      close(this);
    };
  }

  get open(): number {
    return this.#open.size;
  }

  get opened(): number {
    return this.#opened;
  }

  add(socket: Socket): void {
    // Pipes and Unix domain sockets come over the same channels, and have no address. The local one is asked for
    // because it is known also where the peer has gone already.
    if (this.#stopped || socket.localAddress === undefined) return;
    this.#opened++;
    this.#open.add(socket);
    socket.once('close', this.#closed);
  }

  received(): number {
    let sum = this.#receivedByClosed;
    for (const socket of this.#open) sum += socket.bytesRead;
    return sum;
  }

  sent(): number {
    let sum = this.#sentByClosed;
    for (const socket of this.#open) sum += socket.bytesWritten;
    // What is queued counts as written, and no longer once its socket was destroyed. A total never goes back.
    this.#sentShown = Math.max(this.#sentShown, sum);
    return this.#sentShown;
  }

  stop(): void {
    this.#stopped = true;
    for (const socket of this.#open) socket.off('close', this.#closed);
    this.#open.clear();
  }
}
