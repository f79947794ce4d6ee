import type { MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import type { EscapingScheme } from './escape-name.ts';
import { ProtobufFamily } from './protobuf-family.ts';
import { ProtobufSink } from './protobuf-sink.ts';
import type { Writer } from './writer.ts';

/**
 * Delimited `io.prometheus.client.MetricFamily`: the one format of Prometheus that carries native histograms.
 *
 * @see Prometheus documentation, "Exposition formats", protobuf format; "Native Histograms", "Classic Prometheus
 * formats"
 */
export class ProtobufWriter implements Writer {
  readonly #sink = new ProtobufSink();
  readonly #escaping: EscapingScheme;

  constructor(escaping: EscapingScheme) {
    this.#escaping = escaping;
  }

  writeFamily(family: MetricFamily): void {
    const columns = columnsOf(family);
    const writer = new ProtobufFamily(family, this.#escaping, this.#sink);
    // A long family is moved as a whole if its length takes more bytes or less.
    const gap = columns.size < 100 ? 2 : 3;
    const message = this.#sink.begin(gap);
    writer.writeHead();
    for (let row = 0; row < columns.size; row++) writer.writeRow(columns, row);
    writer.writeTail();
    this.#sink.end(message, gap);
  }

  finish(): Uint8Array {
    return this.#sink.take();
  }
}
