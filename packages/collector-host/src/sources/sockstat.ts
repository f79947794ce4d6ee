import type { Metric } from '@telltale/model';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import {
  fieldsOf,
  kernelNumberIfAny,
  linesOf,
  malformed,
  readKernelText,
  readKernelTextIfAny,
} from '../kernel-text.ts';
import { orLeftOut, type LeaveOut } from '../left-out.ts';
import { pageSize } from '../page-size.ts';

/** `/proc/net/sockstat` and, where there is IPv6, `/proc/net/sockstat6`. */
export function sockstat({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/net/sockstat`;
  const path6 = `${procRoot}/net/sockstat6`;
  const metrics = new Map<string, ConstantRows>();
  const bytesPerPage = pageSize();

  const push = (buf: Metric[], protocol: string, state: string, value: number): void => {
    const key = `${protocol}_${state}`;
    let rows = metrics.get(key);
    if (rows === undefined) metrics.set(key, (rows = socketGauge(protocol, state)));
    buf.push(rows.one(value));
  };

  const append = (buf: Metric[], text: string, from: string, leaveOut: LeaveOut): void => {
    for (const line of linesOf(text)) {
      const fields = fieldsOf(line);
      const protocol = fields[0]?.endsWith(':') ? fields[0].slice(0, -1) : '';
      if (protocol === '' || fields.length % 2 === 0) {
        const problem = `a line is ${JSON.stringify(line)}, expected a protocol and pairs`;
        leaveOut(malformed(from, problem));
        continue;
      }
      for (let at = 1; at < fields.length; at += 2) {
        const state = fields[at] as string;
        const value = kernelNumberIfAny(fields[at + 1], from, `${protocol} ${state}`, leaveOut);
        if (value === undefined) continue;
        push(buf, protocol, state, value);
        // The kernel counts it in pages.
        if (state === 'mem') push(buf, protocol, 'mem_bytes', value * bytesPerPage);
      }
    }
  };

  return (buf, _, leaveOut) => {
    for (const [from, read] of [
      [path, readKernelText],
      [path6, readKernelTextIfAny],
    ] as const) {
      append(buf, orLeftOut(leaveOut, () => read(from)) ?? '', from, leaveOut);
    }
  };
}

function socketGauge(protocol: string, state: string): ConstantRows {
  const help =
    protocol === 'sockets'
      ? 'Number of IPv4 sockets in use.'
      : `Number of ${protocol} sockets in state ${state}.`;
  return new ConstantRows({ name: `node_sockstat_${protocol}_${state}`, help, type: 'gauge' });
}
