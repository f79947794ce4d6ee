import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber, malformed, readKernelText } from '../kernel-text.ts';
import { orLeftOut } from '../left-out.ts';
import { readRareAttribute } from '../sys-attribute.ts';

/** Of each resource, the line that is read and what it is called. The processor is never waited for by everybody. */
const heads = [
  ['cpu', 'some', 'waiting', 'Total time in seconds that processes have waited for CPU time'],
  [
    'io',
    'some',
    'waiting',
    'Total time in seconds that processes have waited due to IO congestion',
  ],
  [
    'io',
    'full',
    'stalled',
    'Total time in seconds no process could make progress due to IO congestion',
  ],
  ['memory', 'some', 'waiting', 'Total time in seconds that processes have waited for memory'],
  [
    'memory',
    'full',
    'stalled',
    'Total time in seconds no process could make progress due to memory congestion',
  ],
  [
    'irq',
    'full',
    'stalled',
    'Total time in seconds no process could make progress due to IRQ congestion',
  ],
] as const;

/** `/proc/pressure/`: cpu, io, memory, and irq where the kernel has it. */
export function pressure({ procRoot }: HostSettings): HostSource {
  const metrics = heads.map(([resource, line, name, help]) => ({
    resource,
    line,
    rows: new ConstantRows({
      name: `node_pressure_${resource}_${name}_seconds_total`,
      help,
      type: 'counter',
    }),
  }));
  return (buf, _, leaveOut) => {
    const read = (resource: string): string | undefined =>
      orLeftOut(leaveOut, () => readKernelText(`${procRoot}/pressure/${resource}`));
    const texts = {
      cpu: read('cpu'),
      io: read('io'),
      memory: read('memory'),
      // Since Linux 6.1. Since 6.14 the kernel refuses it with an error while it does not account interrupt time.
      irq: readRareAttribute(`${procRoot}/pressure/irq`),
    };
    for (const { resource, line, rows } of metrics) {
      const text = texts[resource];
      if (text === undefined) continue;
      const path = `${procRoot}/pressure/${resource}`;
      const seconds = orLeftOut(leaveOut, () => totalSeconds(text, line, path));
      if (seconds !== undefined) buf.push(rows.one(seconds));
    }
  };
}

function totalSeconds(text: string, name: string, path: string): number {
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${name} `)) continue;
    const microseconds = kernelNumber(/ total=(\S+)/.exec(line)?.[1], path, `total of "${name}"`);
    // Twice by 1,000, as node_exporter does: the last digit is another than by a million.
    return microseconds / 1000 / 1000;
  }
  throw malformed(path, `there is no line "${name}"`);
}
