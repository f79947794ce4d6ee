import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelHex,
  linesOf,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';

const queuesColumn = 4;
const rows4 = [
  ['tx', 'v4'],
  ['rx', 'v4'],
];
const rows46 = [...rows4, ['tx', 'v6'], ['rx', 'v6']];

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
  return (buf) => {
    const sums = queueSums(readKernelText(path), path);
    const text6 = readKernelTextIfAny(path6);
    if (text6 === undefined) buf.push(queues.rows(rows4, sums));
    else buf.push(queues.rows(rows46, [...sums, ...queueSums(text6, path6)]));
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
