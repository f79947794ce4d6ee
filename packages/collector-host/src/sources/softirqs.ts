import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, linesOf, malformed, readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

/** `/proc/softirqs`: a column a processor, a line a kind. */
export function softirqs({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/softirqs`;
  const functions = new ConstantRows({
    name: 'node_softirqs_functions_total',
    help: 'Softirq counts per CPU.',
    type: 'counter',
    labelNames: ['cpu', 'type'],
  });
  const labels = new RowLabels();
  return (buf) => {
    const [header = '', ...lines] = linesOf(readKernelText(path));
    const processors = fieldsOf(header).length;
    if (processors === 0) throw malformed(path, 'there is no column of a processor');
    const rows: (readonly string[])[] = [];
    const values: number[] = [];
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon < 0) throw malformed(path, `a line is ${JSON.stringify(line)}, expected a kind`);
      const type = line.slice(0, colon).trim();
      const fields = fieldsOf(line.slice(colon + 1));
      for (let cpu = 0; cpu < processors; cpu++) {
        rows.push(labels.at(rows.length, [String(cpu), type]));
        values.push(kernelNumber(fields[cpu], path, type));
      }
    }
    buf.push(functions.rows(rows, values));
  };
}
