import type { Gatherer } from '@telltale/model';
import { bodyOf, streamOf } from './body-stream.ts';
import type { Codings } from './coding.ts';
import type { MetricsHandlerOptions } from './handler-options.ts';
import { createHandler } from './handler.ts';

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
    return new Response(body === undefined ? null : bodyOf(body), {
      status,
      headers,
      ...asItIs,
    });
  };
}

/** Tells Cloudflare Workers that the body is compressed already; others do not know it. */
const asItIs = { encodeBody: 'manual' };

/** gzip where the runtime has compression streams, which run off the event loop. */
function webCodings(): Codings {
  if (typeof CompressionStream === 'undefined') return new Map();
  return new Map([['gzip', { whole: gzip }]]);
}

async function gzip(parts: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const stream: ReadableStream<Uint8Array> = streamOf(parts).pipeThrough(
    new CompressionStream('gzip'),
  );
  const reader = stream.getReader();
  const compressed: Uint8Array[] = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return compressed;
    compressed.push(value);
  }
}
