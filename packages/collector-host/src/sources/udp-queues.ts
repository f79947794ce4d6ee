import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelHex,
  linesOf,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';

const queuesColumn = 4;

/** `/proc/net/udp` and, where there is IPv6, `/proc/net/udp6`, in sums. */
export function udpQueues({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/net/udp`;
  const path6 = `${procRoot}/net/udp6`;
  const queues = new ConstantRows({
    name: 'node_udp_queues',
    help: 'Number of allocated memory in the kernel for UDP datagrams in bytes.',
    type: 'gauge',
    labelNames: ['queue', 'ip'],
  });
  const tables = [
    { path, read: readKernelText, rows: [['tx', 'v4'] as const, ['rx', 'v4'] as const] },
    {
      path: path6,
      read: readKernelTextIfAny,
      rows: [['tx', 'v6'] as const, ['rx', 'v6'] as const],
    },
  ];
  return (buf, _, leaveOut) => {
    const shown: (readonly string[])[] = [];
    const sums: number[] = [];
    for (const { path: from, read, rows } of tables) {
      const both = orLeftOut(leaveOut, () => {
        const text = read(from);
        return text === undefined ? undefined : queueSums(text, from);
      });
      if (both === undefined) continue;
      shown.push(...rows);
      sums.push(...both);
    }
    if (shown.length > 0) buf.push(queues.rows(shown, sums));
  };
}

/** Bytes that wait to be sent, and to be read, of all sockets. */
function queueSums(text: string, path: string): [tx: number, rx: number] {
  let sent = 0;
  let received = 0;
  for (const line of linesOf(text).slice(1)) {
    const [tx, rx] = fieldsOf(line)[queuesColumn]?.split(':') ?? [];
    sent += kernelHex(tx, path, 'tx_queue');
    received += kernelHex(rx, path, 'rx_queue');
  }
  return [sent, received];
}
