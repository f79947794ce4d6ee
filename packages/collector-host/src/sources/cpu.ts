import { ConstantRows } from '../constant-rows.ts';
import { CpuTopology } from '../cpu-topology.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, malformed, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';

/** USER_HZ, which is 100 on every architecture that Node.js runs on. */
const ticksPerSecond = 100;

/** In the order of the columns of `/proc/stat`; the last two are parts of the first two. */
const modes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
const guestModes = ['user', 'nice'] as const;
const idle = modes.indexOf('idle');

/** How far the idle time of a processor may go back before that means that it was taken out and put back. */
const jumpBackTicks = 3 * ticksPerSecond;

/** The lines of processors in `/proc/stat`, and `/sys/devices/system/cpu/`. */
export function cpu({ procRoot, sysRoot }: HostSettings): HostSource {
  const path = `${procRoot}/stat`;
  const seconds = new ConstantRows({
    name: 'node_cpu_seconds_total',
    help: 'Seconds the CPUs spent in each mode.',
    type: 'counter',
    labelNames: ['cpu', 'mode'],
  });
  const guestSeconds = new ConstantRows({
    name: 'node_cpu_guest_seconds_total',
    help: 'Seconds the CPUs spent in guests (VMs) for each mode.',
    type: 'counter',
    labelNames: ['cpu', 'mode'],
  });
  const topology = new CpuTopology(sysRoot);
  const labels = new RowLabels();
  const guestLabels = new RowLabels();
  let before = new Map<string, number[]>();
  return (buf, _, leaveOut) => {
    const now = new Map<string, number[]>();
    const rows: (readonly string[])[] = [];
    const values: number[] = [];
    const guestRows: (readonly string[])[] = [];
    const guestValues: number[] = [];
    const lines = [...cpuLines(readKernelText(path))];
    if (lines.length === 0) throw malformed(path, 'there is no line of a processor');
    for (const [name, line] of lines) {
      const last = before.get(name);
      const read = orLeftOut(leaveOut, () => readTicks(line, path));
      const ticks = read && withoutStepsBack(last, read);
      const known = ticks ?? last;
      if (known !== undefined) now.set(name, known);
      if (ticks === undefined) continue;
      for (const [index, mode] of modes.entries()) {
        rows.push(labels.at(rows.length, [name, mode]));
        values.push((ticks[index] as number) / ticksPerSecond);
      }
      for (const [index, mode] of guestModes.entries()) {
        guestRows.push(guestLabels.at(guestRows.length, [name, mode]));
        guestValues.push((ticks[modes.length + index] as number) / ticksPerSecond);
      }
    }
    before = now;
    if (rows.length > 0) {
      buf.push(seconds.rows(rows, values), guestSeconds.rows(guestRows, guestValues));
    }
    topology.append(buf, leaveOut);
  };
}

/** The number of each processor, and what stands on its line. */
function* cpuLines(text: string): Generator<[name: string, line: string]> {
  // The first line is the sum of all; the lines of processors follow it.
  let start = text.indexOf('\n') + 1;
  while (text.startsWith('cpu', start)) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? undefined : end);
    const gap = line.indexOf(' ');
    yield [line.slice(3, gap), line.slice(gap)];
    start = end < 0 ? text.length : end + 1;
  }
}

function readTicks(line: string, path: string): number[] {
  const fields = fieldsOf(line);
  const ticks: number[] = [];
  for (let at = 0; at < modes.length + guestModes.length; at++) {
    // Columns that an old kernel does not have are 0, as the kernel itself says of what it does not count.
    const field = at < idle + 1 ? fields[at] : (fields[at] ?? '0');
    ticks.push(kernelNumber(field, path, `column ${at + 1} of a processor`));
  }
  return ticks;
}

/**
 * The kernel's idle and iowait times sometimes go back a little, which would look like a reset of the counter. They
 * stay where they were until they are passed, as node_exporter has it.
 */
function withoutStepsBack(before: readonly number[] | undefined, now: number[]): number[] {
  if (before === undefined) return now;
  if ((before[idle] as number) - (now[idle] as number) >= jumpBackTicks) return now;
  return now.map((ticks, at) => Math.max(ticks, before[at] as number));
}
