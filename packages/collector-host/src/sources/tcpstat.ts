import { existsSync } from 'node:fs';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { linesOf, malformed } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';
import { readSocketTable } from '../socket-table.ts';

/** By the kernel's number of each, which begins with 1. */
const states = [
  'unknown',
  'established',
  'syn_sent',
  'syn_recv',
  'fin_wait1',
  'fin_wait2',
  'time_wait',
  'close',
  'close_wait',
  'last_ack',
  'listen',
  'closing',
] as const;
/** Shown beside the states, as node_exporter does. */
const queues = ['rx_queued_bytes', 'tx_queued_bytes'] as const;

const socketLine = /^\s*\d+: \S+ \S+ ([\dA-F]{2}) ([\dA-F]+):([\dA-F]+) /;

/** `/proc/net/tcp` and, where there is IPv6, `/proc/net/tcp6`: a line a connection. */
export function tcpstat({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/net/tcp`;
  const path6 = `${procRoot}/net/tcp6`;
  const connections = new ConstantRows({
    name: 'node_tcp_connection_states',
    help: 'Number of connection states.',
    type: 'gauge',
    labelNames: ['state'],
  });
  const labels = new RowLabels();
  return async (buf, signal) => {
    const hasIpv6 = existsSync(path6);
    const [table, table6] = await Promise.all([
      readSocketTable(path),
      hasIpv6 ? readSocketTable(path6) : '',
    ]);
    signal.throwIfAborted();
    const counts = new Map<string, number>();
    countStates(counts, table, path);
    countStates(counts, table6, path6);
    const shown = [...states, ...queues].filter((state) => counts.has(state));
    if (shown.length === 0) return;
    const rows = shown.map((state, index) => labels.at(index, [state]));
    buf.push(
      connections.rows(
        rows,
        shown.map((state) => counts.get(state) as number),
      ),
    );
  };
}

function countStates(counts: Map<string, number>, text: string, path: string): void {
  const add = (state: string, by: number): void => {
    counts.set(state, (counts.get(state) ?? 0) + by);
  };
  for (const line of linesOf(text).slice(1)) {
    const [, state, sent, received] = socketLine.exec(line) ?? [];
    if (state === undefined || sent === undefined || received === undefined) {
      throw malformed(path, `a line is ${JSON.stringify(line)}, expected a connection`);
    }
    add(states[Number.parseInt(state, 16)] ?? 'unknown', 1);
    add('rx_queued_bytes', Number.parseInt(received, 16));
    add('tx_queued_bytes', Number.parseInt(sent, 16));
  }
}
