import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumberIfAny, linesOf, readKernelText } from '../kernel-text.ts';

/** What is shown of the many: node_exporter's default. */
const shown = /^(?:oom_kill|pgpg|pswp|pg.*fault).*/;

/** `/proc/vmstat`. */
export function vmstat({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/vmstat`;
  const metrics = new Map<string, ConstantRows>();
  return (buf, _, leaveOut) => {
    for (const line of linesOf(readKernelText(path))) {
      if (!shown.test(line)) continue;
      const [field = '', number] = line.split(' ');
      const value = kernelNumberIfAny(number, path, field, leaveOut);
      if (value === undefined) continue;
      let rows = metrics.get(field);
      if (rows === undefined) metrics.set(field, (rows = statistic(field)));
      buf.push(rows.one(value));
    }
  };
}

function statistic(field: string): ConstantRows {
  const help = `/proc/vmstat information field ${field}.`;
  return new ConstantRows({ name: `node_vmstat_${field}`, help, type: 'unknown' });
}
