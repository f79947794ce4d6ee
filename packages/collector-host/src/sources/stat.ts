import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber, malformed, readKernelText } from '../kernel-text.ts';

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
  return (buf) => {
    const text = readKernelText(path);
    for (const { key, rows } of metrics) {
      const start = text.indexOf(`\n${key} `);
      if (start < 0) throw malformed(path, `there is no line "${key}"`);
      // The first number is the total: that of intr is followed by one for each interrupt.
      const from = start + key.length + 2;
      const [number] = /^\S*/.exec(text.slice(from, from + 24)) ?? [];
      buf.push(rows.one(kernelNumber(number, path, key)));
    }
  };
}
