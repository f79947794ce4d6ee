import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, linesOf, malformed, readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

/** `/proc/interrupts`: a column a processor, then what the interrupt is. */
export function interrupts({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/interrupts`;
  const total = new ConstantRows({
    name: 'node_interrupts_total',
    help: 'Interrupt details.',
    type: 'counter',
    labelNames: ['cpu', 'type', 'info', 'devices'],
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
      const fields = fieldsOf(line.slice(colon + 1));
      // Those that are counted for the machine as a whole, as errors are, have one number only.
      if (colon < 0 || fields.length <= processors) continue;
      const type = line.slice(0, colon).trim();
      const details = fields.slice(processors);
      // Only those with a number have a controller before their devices.
      const info = /^\d+$/.test(type) ? details.splice(0, 1)[0] : details.splice(0).join(' ');
      const devices = details.join(' ');
      for (let cpu = 0; cpu < processors; cpu++) {
        rows.push(labels.at(rows.length, [String(cpu), type, info ?? '', devices]));
        values.push(kernelNumber(fields[cpu], path, type));
      }
    }
    buf.push(total.rows(rows, values));
  };
}
