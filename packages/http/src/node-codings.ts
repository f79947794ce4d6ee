import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { ContentCoding } from './accept-encoding.ts';
import type { Coding, Codings } from './coding.ts';
import { deflatePool } from './deflate-pool.ts';
import { gzipOfSegments } from './gzip-page.ts';
import { KeptSegments } from './kept-segments.ts';

/**
 * The codings of node:zlib, made off the event loop. zstd costs a fraction of gzip's time for the same size, so it
 * comes first; runtimes that only resemble Node.js may lack it. Brotli at a good level is too slow for a scrape.
 *
 * zstd is made of the whole page each time. Blocks could be frames of their own, but zlib of Node.js 22 and 24 reads
 * the first frame and drops the others without an error, and so do other clients.
 */
export function nodeCodings(): Codings {
  const codings = new Map<ContentCoding, Coding>();
  const { createZstdCompress } = zlib as Partial<typeof zlib>;
  if (createZstdCompress !== undefined) {
    codings.set('zstd', { whole: (parts) => streamed(parts, createZstdCompress()) });
  }
  return codings.set('gzip', {
    whole: (parts) => streamed(parts, zlib.createGzip()),
    keeping: keepingGzip(),
  });
}

/** Absent where the runtime has no `crc32`, which JavaScript would be too slow for. */
function keepingGzip(): Coding['keeping'] {
  const { crc32 } = zlib as Partial<typeof zlib>;
  if (crc32 === undefined) return undefined;
  const coding = gzipOfSegments({ deflateAndFlush: deflatePool(), crc32 });
  return () => new KeptSegments(coding);
}

async function streamed(
  parts: readonly Uint8Array[],
  compressor: Transform,
): Promise<readonly Uint8Array[]> {
  const compressed: Uint8Array[] = [];
  await pipeline(parts, compressor, async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) compressed.push(chunk);
  });
  return compressed;
}
