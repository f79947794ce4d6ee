import type { Gatherer } from '@telltale/model';
import type { MetricsHandlerOptions } from './handler-options.ts';
import { createHandler, type Codings } from './handler.ts';

/**
 * Answers scrapes of a gatherer wherever there are `Request` and `Response`: Hono, Next.js, Bun, Deno. It answers every
 * request that it is given, whatever its path, and never rejects.
 *
 * @throws INVALID_OPTION when it is made
 */
export function fetchHandler(
  gatherer: Gatherer,
  options: MetricsHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const handle = createHandler(gatherer, options, webCodings());
  return async (request) => {
    const { status, headers, body } = await handle({
      method: request.method,
      url: request.url,
      header: (name) => request.headers.get(name) ?? undefined,
      signal: request.signal,
    });
    // The bytes are shared between scrapes but never written to; a Response only copies them.
    return new Response((body ?? null) as Uint8Array<ArrayBuffer> | null, { status, headers });
  };
}

/** gzip where the runtime has compression streams, which run off the event loop. */
function webCodings(): Codings {
  if (typeof CompressionStream === 'undefined') return new Map();
  return new Map([['gzip', gzip]]);
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const compressed = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}
