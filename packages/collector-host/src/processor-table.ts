import { ConstantRows, type RowsHead } from './constant-rows.ts';
import type { HostSource } from './host-source.ts';
import { fieldsOf, kernelNumber, linesOf, malformed, readKernelText } from './kernel-text.ts';
import { orLeftOut } from './left-out.ts';
import { RowLabels } from './row-labels.ts';

export interface ProcessorTable {
  readonly path: string;
  /** The labels are `cpu` and what `labelsOf` gives. */
  readonly head: RowsHead;
  /** Of a line, what stands before its colon and behind its numbers; `undefined` for one that is not shown. */
  readonly labelsOf: (kind: string, details: readonly string[]) => readonly string[] | undefined;
}

/** A table such as `/proc/interrupts`: a header with a column for each processor, then a line a kind. */
export function processorTable({ path, head, labelsOf }: ProcessorTable): HostSource {
  const family = new ConstantRows(head);
  const kept = new RowLabels();
  return (buf, _, leaveOut) => {
    const [header = '', ...lines] = linesOf(readKernelText(path));
    const processors = fieldsOf(header).length;
    if (processors === 0) throw malformed(path, 'there is no column of a processor');
    const rows: (readonly string[])[] = [];
    const values: number[] = [];
    const addLine = (line: string): void => {
      const colon = line.indexOf(':');
      if (colon < 0) throw malformed(path, `a line is ${JSON.stringify(line)}, expected a kind`);
      const kind = line.slice(0, colon).trim();
      const fields = fieldsOf(line.slice(colon + 1));
      const labels = labelsOf(kind, fields.slice(processors));
      if (labels === undefined) return;
      const counts: number[] = [];
      for (let cpu = 0; cpu < processors; cpu++) {
        counts.push(kernelNumber(fields[cpu], path, kind));
      }
      for (const [cpu, count] of counts.entries()) {
        rows.push(kept.at(rows.length, [String(cpu), ...labels]));
        values.push(count);
      }
    };
    for (const line of lines) {
      orLeftOut(leaveOut, () => {
        addLine(line);
      });
    }
    if (rows.length > 0) buf.push(family.rows(rows, values));
  };
}
