import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { MetricFamily } from '@telltale/model';
import { FamilyTemplate } from '@telltale/model/internal';
import { subscribeTo } from './channel-subscriptions.ts';
import { http2Listeners } from './http2-requests.ts';
import type { RuntimeSource } from './runtime-source.ts';

interface ServerMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface ClientMessage {
  readonly request: ClientRequest;
}

/** What undici, which is `fetch()`, tells of a request. */
interface UndiciMessage {
  readonly request: { readonly upgrade?: unknown };
}

/** Counts the HTTP requests that begin from now on in this thread, on servers and on clients. */
export function httpRequests(): RuntimeSource {
  const started = new Requests(
    'nodejs_http_requests_started_total',
    'HTTP requests that began, by the side that this process is (server, client).',
  );
  const finished = new Requests(
    'nodejs_http_requests_finished_total',
    'HTTP requests whose response was sent (server) or received (client) to its end.',
  );
  const aborted = new Requests(
    'nodejs_http_requests_aborted_total',
    'HTTP requests that ended without a whole response.',
  );
  let stopped = false;
  const end = (side: 'server' | 'client', isWhole: boolean): void => {
    if (!stopped) (isWhole ? finished : aborted)[side]++;
  };

  const serving = new WeakSet<ServerResponse>();
  const served = (response: ServerResponse): void => {
    if (serving.delete(response)) end('server', response.writableFinished);
  };
  const responses = new WeakMap<ClientRequest, IncomingMessage>();
  function requested(this: ClientRequest): void {
    const response = responses.get(this);
    // Without a response, a connection that is still there was handed over by an upgrade or a CONNECT.
    end('client', response?.complete ?? this.socket?.destroyed === false);
  }
  // An error can come after the end, when who reads the response throws.
  const fetching = new WeakSet();
  const fetched = ({ request }: UndiciMessage, isWhole: boolean): void => {
    if (fetching.delete(request)) end('client', isWhole);
  };

  const unsubscribe = subscribeTo({
    ...http2Listeners({
      begin: (side) => {
        started[side]++;
      },
      end,
    }),
    'http.server.request.start'({ request, response }: ServerMessage) {
      started.server++;
      serving.add(response);
      response.once('close', () => {
        served(response);
      });
      // Before Node.js 24 a response that waits for its turn on the connection is not told that this is gone.
      request.once('close', () => {
        if (request.socket.destroyed) served(response);
      });
    },
    'http.client.request.start'({ request }: ClientMessage) {
      // One that was destroyed before it was sent may have had its last event.
      if (request.destroyed) return;
      started.client++;
      request.once('close', requested);
    },
    // It is called finish, and comes with the head.
    'http.client.response.finish'({
      request,
      response,
    }: ClientMessage & { readonly response: IncomingMessage }) {
      responses.set(request, response);
    },
    'undici:request:create'({ request }: UndiciMessage) {
      // Nothing is told of the end of one that becomes a WebSocket.
      if (request.upgrade) return;
      started.client++;
      fetching.add(request);
    },
    'undici:request:trailers'(message: UndiciMessage) {
      fetched(message, true);
    },
    'undici:request:error'(message: UndiciMessage) {
      fetched(message, false);
    },
  });
  return {
    collect(buf) {
      buf.push(started.family(), finished.family(), aborted.family());
    },
    dispose() {
      stopped = true;
      unsubscribe();
    },
  };
}

/** How many requests there were on each side. */
class Requests {
  server = 0;
  client = 0;
  readonly #template: FamilyTemplate;

  constructor(name: string, help: string) {
    this.#template = new FamilyTemplate({
      name,
      help,
      type: 'counter',
      labelNames: ['side'],
      rows: [['server'], ['client']],
      startTimestamp: Date.now() / 1000,
    });
  }

  family(): MetricFamily {
    return this.#template.of(Float64Array.of(this.server, this.client));
  }
}
