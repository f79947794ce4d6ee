import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { joinParts } from './parts.ts';

/**
 * Deflates pieces that can stand in any order: each ends in a full flush, after which zlib refers to nothing before it.
 * One stream does them all, one after the other: to make a stream for each costs half as much again as the compressing,
 * and most of it on the main thread.
 */
export class FlushingDeflate {
  readonly #stream: DeflateRaw;
  #chunks: Uint8Array[] = [];

  constructor() {
    this.#stream = createDeflateRaw({ flush: constants.Z_FULL_FLUSH });
    this.#stream.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk));
    // Who deflates is told; without a listener it would end the process too.
    this.#stream.on('error', () => undefined);
  }

  /** Deflates one piece, not empty, off the main thread. Not to be called before the last one is done, or after one failed. */
  deflate(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => {
        if (error) {
          reject(error);
          return;
        }
        // Makes it emit what it may still hold.
        this.#stream.read();
        const chunks = this.#chunks;
        this.#chunks = [];
        resolve(joinParts(chunks));
      });
    });
  }
}
