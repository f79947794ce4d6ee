import { joinParts, lengthOf } from './parts.ts';

/** As much as is copied at a time, and as blocks of a page usually have. */
const pieceBytes = 64 * 1024;

/** What a `Response` takes for parts: a short body at once, a long one as it is read. */
export function bodyOf(
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  return lengthOf(parts) > pieceBytes ? streamOf(parts) : joinParts(parts);
}

/**
 * The bytes of parts in pieces, each made when it is asked for. Pieces are copies: who reads a stream may write to what
 * it gives, or hand it to another thread, and parts are shared with other scrapes and later pages.
 */
export function streamOf(parts: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(parts);
  return new ReadableStream({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      pieces.return();
    },
  });
}

function* piecesOf(parts: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>, void> {
  for (const part of parts) {
    for (let at = 0; at < part.byteLength; at += pieceBytes) {
      // Not slice(), which copies nothing where the part is a Buffer.
      yield new Uint8Array(part.subarray(at, at + pieceBytes));
    }
  }
}
