import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber, malformed, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';

const heads = [
  ['intr', 'node_intr_total', 'counter', 'Total number of interrupts serviced.'],
  ['ctxt', 'node_context_switches_total', 'counter', 'Total number of context switches.'],
  ['processes', 'node_forks_total', 'counter', 'Total number of forks.'],
  ['btime', 'node_boot_time_seconds', 'gauge', 'Node boot time, in unixtime.'],
  ['procs_running', 'node_procs_running', 'gauge', 'Number of processes in runnable state.'],
  [
    'procs_blocked',
    'node_procs_blocked',
    'gauge',
    'Number of processes blocked waiting for I/O to complete.',
  ],
] as const;

/** `/proc/stat`, but for the lines of processors. */
export function stat({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/stat`;
  const metrics = heads.map(([key, name, type, help]) => ({
    key,
    rows: new ConstantRows({ name, help, type }),
  }));
  return (buf, _, leaveOut) => {
    const text = readKernelText(path);
    for (const { key, rows } of metrics) {
      const value = orLeftOut(leaveOut, () => valueOf(text, key, path));
      if (value !== undefined) buf.push(rows.one(value));
    }
  };
}

function valueOf(text: string, key: string, path: string): number {
  const start = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1;
  if (start === 0 && !text.startsWith(`${key} `)) {
    throw malformed(path, `there is no line "${key}"`);
  }
  // The first number is the total: that of intr is followed by one for each interrupt.
  const from = start + key.length + 1;
  const [number] = /^\S*/.exec(text.slice(from, from + 24)) ?? [];
  return kernelNumber(number, path, key);
}
