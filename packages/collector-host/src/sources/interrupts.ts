import type { HostSettings, HostSource } from '../host-source.ts';
import { processorTable } from '../processor-table.ts';

/** `/proc/interrupts`: a column a processor, then what the interrupt is. */
export function interrupts({ procRoot }: HostSettings): HostSource {
  return processorTable({
    path: `${procRoot}/interrupts`,
    head: {
      name: 'node_interrupts_total',
      help: 'Interrupt details.',
      type: 'counter',
      labelNames: ['cpu', 'type', 'info', 'devices'],
    },
    labelsOf(kind, details) {
      const [first, ...rest] = details;
      // Those that are counted for the machine as a whole, as errors are, have one number only.
      if (first === undefined) return undefined;
      // Only those with a number have a controller before their devices.
      return /^\d+$/.test(kind) ? [kind, first, rest.join(' ')] : [kind, details.join(' '), ''];
    },
  });
}
