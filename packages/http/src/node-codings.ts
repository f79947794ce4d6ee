import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { ContentCoding } from './accept-encoding.ts';
import type { Codings, Compress } from './handler.ts';

/**
 * The codings of node:zlib, made off the event loop. zstd costs a fraction of gzip's time for the same size, so it
 * comes first; runtimes that only resemble Node.js may lack it. Brotli at a good level is too slow for a scrape.
 */
export function nodeCodings(): Codings {
  const codings = new Map<ContentCoding, Compress>();
  const { zstdCompress } = zlib as Partial<typeof zlib>;
  if (zstdCompress !== undefined) codings.set('zstd', promisify(zstdCompress));
  return codings.set('gzip', promisify(zlib.gzip));
}
