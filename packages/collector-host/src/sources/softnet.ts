import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelHex, linesOf, malformed, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';

/** The column of each metric. Those after the first nine came with later kernels. */
const heads = [
  [0, 'processed_total', 'Number of processed packets'],
  [1, 'dropped_total', 'Number of dropped packets'],
  [2, 'times_squeezed_total', 'Number of times processing packets ran out of quota'],
  [
    8,
    'cpu_collision_total',
    'Number of collision occur while obtaining device lock while transmitting',
  ],
  [9, 'received_rps_total', 'Number of times cpu woken up received_rps'],
  [10, 'flow_limit_count_total', 'Number of times flow limit has been reached'],
  [11, 'backlog_len', 'Softnet backlog status'],
] as const;
const requiredColumns = 9;
const processorColumn = 12;

/** `/proc/net/softnet_stat`, a line a processor. */
export function softnet({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/net/softnet_stat`;
  const metrics = heads.map(([column, name, help]) => ({
    column,
    family: new ConstantRows({
      name: `node_softnet_${name}`,
      help,
      type: name === 'backlog_len' ? 'gauge' : 'counter',
      labelNames: ['cpu'],
    }),
  }));
  const labels = new RowLabels();
  return (buf, _, leaveOut) => {
    const lines = linesOf(readKernelText(path)).map(fieldsOf);
    // What the kernel writes, all lines have alike: one that has fewer is broken.
    const width = Math.max(...lines.map(({ length }) => length));
    const rows: (readonly string[])[] = [];
    const shown = metrics.filter(({ column }) => column < Math.max(width, requiredColumns));
    const values = shown.map((): number[] => []);
    for (const [index, fields] of lines.entries()) {
      const numbers = orLeftOut(leaveOut, () => {
        if (fields.length < width) {
          throw malformed(path, `line ${index + 1} has ${fields.length} columns, others ${width}`);
        }
        const read = shown.map(({ column }) =>
          kernelHex(fields[column], path, `column ${column + 1}`),
        );
        // Processors that are offline have no line, so that the line's place is not the number.
        const number = fields[processorColumn];
        const cpu = number === undefined ? index : kernelHex(number, path, 'the processor');
        rows.push(labels.at(rows.length, [String(cpu)]));
        return read;
      });
      for (const [at, number] of numbers?.entries() ?? []) values[at]?.push(number);
    }
    if (rows.length === 0) return;
    for (const [at, { family }] of shown.entries()) {
      buf.push(family.rows(rows, values[at] as number[]));
    }
  };
}
