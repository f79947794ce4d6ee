import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelHex, linesOf, readKernelText } from '../kernel-text.ts';
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
  return (buf) => {
    const processors = linesOf(readKernelText(path)).map(fieldsOf);
    const rows = processors.map((fields, index) => {
      // Processors that are offline have no line, so that the line's place is not the number.
      const number = fields[processorColumn];
      const cpu = number === undefined ? index : kernelHex(number, path, 'the processor');
      return labels.at(index, [String(cpu)]);
    });
    for (const { column, family } of metrics) {
      const isKnown = processors.every((fields) => column < fields.length);
      if (!isKnown && column >= requiredColumns) continue;
      const values = processors.map((fields) =>
        kernelHex(fields[column], path, `column ${column + 1}`),
      );
      buf.push(family.rows(rows, values));
    }
  };
}
