import type { ClientHttp2Stream, Http2Stream, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { ChannelListeners } from './channel-subscriptions.ts';

/** What is told of requests. */
export interface RequestTally {
  readonly begin: (side: 'server' | 'client') => void;
  readonly end: (side: 'server' | 'client', isWhole: boolean) => void;
}

interface StreamMessage<Stream extends Http2Stream> {
  readonly stream: Stream;
}

/**
 * On the sockets of undici, which tells of its own requests, whatever they go over. A property, since a session of
 * HTTP/2 shows no socket but a proxy of it.
 */
const isOfUndici = Symbol('isOfUndici');

/** Listens to the requests of `node:http2`: to streams but those that a server pushes, which nobody has asked for. */
export function http2Listeners({ begin, end }: RequestTally): ChannelListeners {
  const serving = new WeakSet<Http2Stream>();
  const requesting = new WeakSet<Http2Stream>();
  return {
    'http2.server.stream.start'({ stream }: StreamMessage<ServerHttp2Stream>) {
      if (isPushed(stream)) return;
      begin('server');
      serving.add(stream);
    },
    'http2.server.stream.close'({ stream }: StreamMessage<ServerHttp2Stream>) {
      if (serving.delete(stream)) end('server', stream.rstCode === 0 && !stream.aborted);
    },
    'http2.client.stream.start'({ stream }: StreamMessage<ClientHttp2Stream>) {
      if (isPushed(stream) || belongsToUndici(stream)) return;
      begin('client');
      requesting.add(stream);
    },
    'http2.client.stream.close'({ stream }: StreamMessage<ClientHttp2Stream>) {
      if (requesting.delete(stream)) end('client', stream.rstCode === 0 && stream.readableEnded);
    },
    'undici:client:connected'({ socket }: { readonly socket: Socket }) {
      Object.defineProperty(socket, isOfUndici, { value: true });
    },
  };
}

/** @see RFC 9113, section 5.1.1: streams that a server begins have even numbers */
function isPushed({ id }: Http2Stream): boolean {
  return id !== undefined && id % 2 === 0;
}

function belongsToUndici({ session }: Http2Stream): boolean {
  const socket = session?.socket as { readonly [isOfUndici]?: true } | undefined;
  return socket?.[isOfUndici] === true;
}
