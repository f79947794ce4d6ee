import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelHex,
  kernelNumber,
  linesOf,
  malformed,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';

const statistics = [
  ['found', 'Number of searched entries which were successful.'],
  ['invalid', 'Number of packets seen which can not be tracked.'],
  ['ignore', 'Number of packets seen which are already connected to a conntrack entry.'],
  ['insert', 'Number of entries inserted into the list.'],
  ['insert_failed', 'Number of entries for which list insertion was attempted but failed.'],
  ['drop', 'Number of packets dropped due to conntrack failure.'],
  [
    'early_drop',
    'Number of dropped conntrack entries to make room for new ones, if maximum table size was reached.',
  ],
  [
    'search_restart',
    'Number of conntrack table lookups which had to be restarted due to hashtable resizes.',
  ],
] as const;

/** `/proc/sys/net/netfilter/nf_conntrack_*` and `/proc/net/stat/nf_conntrack`, where the module is loaded. */
export function conntrack({ procRoot }: HostSettings): HostSource {
  const countPath = `${procRoot}/sys/net/netfilter/nf_conntrack_count`;
  const limitPath = `${procRoot}/sys/net/netfilter/nf_conntrack_max`;
  const statPath = `${procRoot}/net/stat/nf_conntrack`;
  const entries = new ConstantRows({
    name: 'node_nf_conntrack_entries',
    help: 'Number of currently allocated flow entries for connection tracking.',
    type: 'gauge',
  });
  const limit = new ConstantRows({
    name: 'node_nf_conntrack_entries_limit',
    help: 'Maximum size of connection tracking table.',
    type: 'gauge',
  });
  const metrics = statistics.map(([column, help]) => ({
    column,
    rows: new ConstantRows({ name: `node_nf_conntrack_stat_${column}`, help, type: 'gauge' }),
  }));
  const number = (path: string): number =>
    kernelNumber(readKernelText(path).trim(), path, 'the value');
  const sumOf = (column: string, [header, ...processors]: readonly string[][]): number => {
    const index = header?.indexOf(column) ?? -1;
    if (index < 0) throw malformed(statPath, `there is no column "${column}"`);
    let sum = 0;
    for (const fields of processors) sum += kernelHex(fields[index], statPath, column);
    return sum;
  };
  return (buf, _, leaveOut) => {
    const push = (rows: ConstantRows, read: () => number): void => {
      const value = orLeftOut(leaveOut, read);
      if (value !== undefined) buf.push(rows.one(value));
    };
    push(entries, () => number(countPath));
    push(limit, () => number(limitPath));
    const text = orLeftOut(leaveOut, () => readKernelTextIfAny(statPath));
    if (text === undefined) return;
    const table = linesOf(text).map(fieldsOf);
    for (const { column, rows } of metrics) push(rows, () => sumOf(column, table));
  };
}
