import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, linesOf, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';

const nanosecondsPerSecond = 1e9;

const heads = [
  [7, 'running_seconds_total', 'Number of seconds CPU spent running a process.'],
  [8, 'waiting_seconds_total', 'Number of seconds spent by processing waiting for this CPU.'],
  [9, 'timeslices_total', 'Number of timeslices executed by CPU.'],
] as const;

/** The lines of processors in `/proc/schedstat`, where the kernel keeps scheduler statistics. */
export function schedstat({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/schedstat`;
  const metrics = heads.map(([column, name, help]) => ({
    column,
    divisor: name === 'timeslices_total' ? 1 : nanosecondsPerSecond,
    family: new ConstantRows({
      name: `node_schedstat_${name}`,
      help,
      type: 'counter',
      labelNames: ['cpu'],
    }),
  }));
  const labels = new RowLabels();
  return (buf, _, leaveOut) => {
    const lines = linesOf(readKernelText(path)).filter((line) => line.startsWith('cpu'));
    const rows: (readonly string[])[] = [];
    const values = metrics.map((): number[] => []);
    for (const line of lines) {
      const fields = fieldsOf(line);
      const numbers = orLeftOut(leaveOut, () =>
        metrics.map(({ column }) => kernelNumber(fields[column], path, `column ${column + 1}`)),
      );
      if (numbers === undefined) continue;
      rows.push(labels.at(rows.length, [(fields[0] as string).slice('cpu'.length)]));
      for (const [index, number] of numbers.entries()) values[index]?.push(number);
    }
    if (rows.length === 0) return;
    for (const [index, { divisor, family }] of metrics.entries()) {
      buf.push(
        family.rows(
          rows,
          (values[index] as number[]).map((value) => value / divisor),
        ),
      );
    }
  };
}
