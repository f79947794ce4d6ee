import type { MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import type { EscapingScheme } from '../escape-name.ts';
import { joinBytes } from '../join-bytes.ts';
import { ProtobufFamily } from '../protobuf-family.ts';
import { ProtobufSink } from '../protobuf-sink.ts';
import type { FamilyFrame, FamilyPlan } from './family-plan.ts';
import { fullBlock } from './kept-block.ts';
import { KeptMessages } from './kept-messages.ts';
import { isUniform } from './line-planner.ts';
import type { Planner } from './planner.ts';

/** Between so many rows that are written anew, others may have their turn. */
const rowsAtOnce = 256;

/** Plans the families of pages in protobuf, which do not depend on one another: one planner plans those of all pages. */
export class ProtobufPlanner implements Planner {
  readonly #escaping: EscapingScheme;
  /** What one part after the other is written to. */
  readonly #sink = new ProtobufSink();

  constructor(escaping: EscapingScheme) {
    this.#escaping = escaping;
  }

  /** The format does not mind a series that stands twice. */
  readonly hidesRepeated = false;

  /** All that it depends on is in the family. */
  shownAs(): string {
    return '';
  }

  plan(family: MetricFamily): FamilyPlan | undefined {
    const { name, help, type, unit, labelNames } = family;
    const columns = columnsOf(family);
    // Counts take more bytes as they grow.
    const hasCounts = type === 'summary' || type.endsWith('histogram');
    if (hasCounts || !isUniform(columns) || columns.exemplars !== undefined) return undefined;
    const cells = type === 'stateset' ? (columns.states ?? []).length : 1;
    const writer = new ProtobufFamily(family, this.#escaping, this.#sink);
    const frame = this.#frame(writer);
    return {
      key: JSON.stringify([name, help, type, unit, labelNames, columns.states]),
      holds: () => true,
      showsStarts: type === 'counter',
      frame,
      createBlock: () => new KeptMessages({ cells, writer, sink: this.#sink }),
    };
  }

  *writeAnew(family: MetricFamily): Generator<Uint8Array | undefined, void> {
    const columns = columnsOf(family);
    const sink = this.#sink;
    const writer = new ProtobufFamily(family, this.#escaping, sink);
    const parts: Uint8Array[] = [];
    let length = 0;
    // Of a page that was given up.
    sink.take();
    for (let row = 0; row < columns.size; row++) {
      writer.writeRow(columns, row);
      if (sink.length >= fullBlock || row === columns.size - 1) {
        length += sink.length;
        parts.push(sink.take());
        yield;
      } else if (row % rowsAtOnce === 0) yield;
    }
    const { head, tail } = this.#frame(writer);
    yield head(length);
    yield* parts;
    yield tail;
  }

  #frame(writer: ProtobufFamily): FamilyFrame {
    const sink = this.#sink;
    writer.writeHead();
    const head = sink.take();
    writer.writeTail();
    const tail = sink.take();
    return {
      tail,
      head: (length) => {
        sink.size(head.length + length + tail.length);
        return joinBytes([sink.take(), head]);
      },
    };
  }
}
