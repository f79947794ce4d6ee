import { existsSync, readdirSync } from 'node:fs';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumberIfAny } from '../kernel-text.ts';
import { readAttribute } from '../sys-attribute.ts';

const hertzPerKilohertz = 1000;
/** What the kernel writes where the driver does not tell. */
const unknown = '<unknown>';

/** The file of each metric. Only the superuser may read the first one. */
const heads = [
  ['cpuinfo_cur_freq', 'frequency_hertz', 'Current cpu thread frequency in hertz.'],
  ['cpuinfo_min_freq', 'frequency_min_hertz', 'Minimum cpu thread frequency in hertz.'],
  ['cpuinfo_max_freq', 'frequency_max_hertz', 'Maximum cpu thread frequency in hertz.'],
  ['scaling_cur_freq', 'scaling_frequency_hertz', 'Current scaled CPU thread frequency in hertz.'],
  [
    'scaling_min_freq',
    'scaling_frequency_min_hertz',
    'Minimum scaled CPU thread frequency in hertz.',
  ],
  [
    'scaling_max_freq',
    'scaling_frequency_max_hertz',
    'Maximum scaled CPU thread frequency in hertz.',
  ],
] as const;

/** `/sys/devices/system/cpu/cpu*` `/cpufreq/`, of processors that can change their frequency. */
export function cpufreq({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/devices/system/cpu`;
  const frequencies = heads.map(([file, name, help]) => ({
    file,
    rows: new FamilyRows({ name: `node_cpu_${name}`, help, type: 'gauge', labelNames: ['cpu'] }),
  }));
  const governors = new FamilyRows({
    name: 'node_cpu_scaling_governor',
    help: 'Current enabled CPU frequency governor.',
    type: 'gauge',
    labelNames: ['cpu', 'governor'],
  });
  const families = [...frequencies.map(({ rows }) => rows), governors];
  return (buf, _, leaveOut) => {
    for (const family of families) family.clear();
    for (const entry of readdirSync(folder)) {
      const [, cpu] = /^cpu(\d+)$/.exec(entry) ?? [];
      const scaling = `${folder}/${entry}/cpufreq`;
      if (cpu === undefined || !existsSync(scaling)) continue;
      for (const { file, rows } of frequencies) {
        const path = `${scaling}/${file}`;
        const text = readAttribute(path);
        if (text === undefined || text === unknown) continue;
        const value = kernelNumberIfAny(text, path, 'the value', leaveOut);
        if (value !== undefined) rows.add([cpu], value * hertzPerKilohertz);
      }
      const governor = readAttribute(`${scaling}/scaling_governor`);
      if (governor === undefined || governor === '') continue;
      for (const name of fieldsOf(readAttribute(`${scaling}/scaling_available_governors`) ?? '')) {
        governors.add([cpu, name], name === governor ? 1 : 0);
      }
    }
    for (const family of families) family.appendTo(buf);
  };
}
