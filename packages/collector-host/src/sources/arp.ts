import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, linesOf, malformed, readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

const deviceColumn = 5;

/** `/proc/net/arp`. */
export function arp({ procRoot, excludeNetworkDevices }: HostSettings): HostSource {
  const path = `${procRoot}/net/arp`;
  const entries = new ConstantRows({
    name: 'node_arp_entries',
    help: 'ARP entries by device',
    type: 'gauge',
    labelNames: ['device'],
  });
  const labels = new RowLabels();
  return (buf) => {
    const counts = new Map<string, number>();
    for (const line of linesOf(readKernelText(path)).slice(1)) {
      const device = fieldsOf(line)[deviceColumn];
      if (device === undefined) {
        throw malformed(
          path,
          `a line is ${JSON.stringify(line)}, expected an address and its device`,
        );
      }
      if (excludeNetworkDevices?.test(device)) continue;
      counts.set(device, (counts.get(device) ?? 0) + 1);
    }
    if (counts.size === 0) return;
    const rows = [...counts.keys()].map((device, index) => labels.at(index, [device]));
    buf.push(entries.rows(rows, [...counts.values()]));
  };
}
