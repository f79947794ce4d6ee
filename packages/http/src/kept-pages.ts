import { createEncoder, type Encoder, type Format } from '@telltale/exposition';
import type { MetricFamily } from '@telltale/model';

/**
 * How many formats a page is kept in. Each takes as much memory as a page, and two Prometheus servers of different
 * versions ask for two.
 */
const mostKept = 3;

/** Makes pages from what is kept of those before, with the event loop let through in between. */
export class KeptPages {
  /** By content type; the one that was used last stands last. */
  readonly #encoders = new Map<string, Encoder>();

  async page(families: readonly MetricFamily[], format: Format): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const { bytes } of this.#encoderFor(format).blocks(families)) {
      parts.push(bytes);
      length += bytes.length;
    }
    const page = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      page.set(part, at);
      at += part.length;
    }
    return page;
  }

  #encoderFor(format: Format): Encoder {
    const { contentType } = format;
    const encoder = this.#encoders.get(contentType) ?? createEncoder(format);
    this.#encoders.delete(contentType);
    this.#encoders.set(contentType, encoder);
    for (const [oldest] of this.#encoders) {
      if (this.#encoders.size <= mostKept) break;
      this.#encoders.delete(oldest);
    }
    return encoder;
  }
}
