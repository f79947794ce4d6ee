import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { httpEndpoint, type HttpEndpoint } from '../serve/http-endpoint.ts';
import { refusalOf } from './client-certificate.ts';
import type { LiveWebConfig } from './live-web-config.ts';
import type { WebConfig } from './load-web-config.ts';

/** Speaks to each new connection as the web configuration of that moment says. */
export function liveEndpoint(
  live: LiveWebConfig,
  onRefused: (reason: string, client: string) => void,
): (listener: RequestListener) => (connection: Socket) => void {
  return (listener) => {
    let made: { readonly config: WebConfig; readonly endpoint: HttpEndpoint } | undefined;
    return (connection) => {
      const config = live.current();
      if (made?.config !== config) {
        made?.endpoint.retire();
        made = { config, endpoint: endpointOf(config, listener, onRefused) };
      }
      made.endpoint.accept(connection);
    };
  };
}

function endpointOf(
  { tls, http2 }: WebConfig,
  listener: RequestListener,
  onRefused: (reason: string, client: string) => void,
): HttpEndpoint {
  if (tls === undefined) return httpEndpoint({ listener });
  return httpEndpoint({
    listener,
    tls: {
      ...tls.context,
      http2,
      requestCert: tls.clientAuth !== 'NoClientCert',
      rejectUnauthorized: tls.clientAuth === 'RequireAndVerifyClientCert',
      refusalOf: (socket) => refusalOf(socket, tls),
      onRefused,
    },
  });
}
