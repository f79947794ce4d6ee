import type { HostSettings, HostSource } from '../host-source.ts';
import { processorTable } from '../processor-table.ts';

/** `/proc/softirqs`: a column a processor, a line a kind. */
export function softirqs({ procRoot }: HostSettings): HostSource {
  return processorTable({
    path: `${procRoot}/softirqs`,
    head: {
      name: 'node_softirqs_functions_total',
      help: 'Softirq counts per CPU.',
      type: 'counter',
      labelNames: ['cpu', 'type'],
    },
    labelsOf: (kind) => [kind],
  });
}
