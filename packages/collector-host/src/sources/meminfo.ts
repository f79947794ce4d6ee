import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumberIfAny, linesOf, malformed, readKernelText } from '../kernel-text.ts';

const bytesPerKilobyte = 1024;
const pattern = /^([^:]+):\s*(\S+)(?: (kB))?\s*$/;

/** `/proc/meminfo`, every field of it. */
export function meminfo({ procRoot }: HostSettings): HostSource {
  const path = `${procRoot}/meminfo`;
  const metrics = new Map<string, ConstantRows>();
  return (buf, _, leaveOut) => {
    for (const line of linesOf(readKernelText(path))) {
      const [, field, number, unit] = pattern.exec(line) ?? [];
      if (field === undefined) {
        const problem = `a line is ${JSON.stringify(line)}, expected a field and its value`;
        leaveOut(malformed(path, problem));
        continue;
      }
      const value = kernelNumberIfAny(number, path, field, leaveOut);
      if (value === undefined) continue;
      const key = unit === undefined ? field : `${field} kB`;
      let rows = metrics.get(key);
      if (rows === undefined) metrics.set(key, (rows = memoryGauge(field, unit !== undefined)));
      buf.push(rows.one(unit === undefined ? value : value * bytesPerKilobyte));
    }
  };
}

function memoryGauge(field: string, isBytes: boolean): ConstantRows {
  // Active(anon) is Active_anon.
  const name = field.replace(/\((.*)\)/, '_$1').replaceAll(/\W/g, '_') + (isBytes ? '_bytes' : '');
  const help = `Memory information field ${name}.`;
  return new ConstantRows({ name: `node_memory_${name}`, help, type: 'gauge' });
}
