import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { ContentCoding } from './accept-encoding.ts';
import type { Coding, Codings } from './coding.ts';
import { gzipOfSegments } from './gzip-page.ts';
import { KeptSegments } from './kept-segments.ts';
import { limitedConcurrency } from './limited-concurrency.ts';

/** Half of libuv's threads, unless the application has set another number: the others are for its files and look-ups. */
const mostSegmentsAtOnce = 2;
/** What a block is compressed to fits in one piece, even where it hardly can be compressed. */
const chunkSize = 128 * 1024;

const deflateRaw = promisify(zlib.deflateRaw);

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
  const limited = limitedConcurrency(mostSegmentsAtOnce);
  const coding = gzipOfSegments({
    deflateAndFlush: (bytes) => limited(() => deflateAndFlush(bytes)),
    crc32,
  });
  return () => new KeptSegments(coding);
}

async function deflateAndFlush(bytes: Uint8Array): Promise<Uint8Array> {
  const finishFlush = zlib.constants.Z_FULL_FLUSH;
  // A copy, because what zlib gives is the beginning of a buffer of `chunkSize`, which would be kept as a whole.
  return new Uint8Array(await deflateRaw(bytes, { finishFlush, chunkSize }));
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
