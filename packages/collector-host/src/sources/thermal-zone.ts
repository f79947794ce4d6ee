import { existsSync, readdirSync } from 'node:fs';
import { FamilyRows } from '../family-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumberIfAny } from '../kernel-text.ts';
import { readSlowAttribute } from '../slow-attribute.ts';
import { readAttribute } from '../sys-attribute.ts';

const millidegrees = 1000;

/** What the folder of each metric begins with, and which file of it that is. */
const heads = [
  {
    prefix: 'thermal_zone',
    file: 'temp',
    divisor: millidegrees,
    name: 'node_thermal_zone_temp',
    help: 'Zone temperature in Celsius',
    labelNames: ['zone', 'type'],
  },
  {
    prefix: 'cooling_device',
    file: 'cur_state',
    divisor: 1,
    name: 'node_cooling_device_cur_state',
    help: 'Current throttle state of the cooling device',
    labelNames: ['name', 'type'],
  },
  {
    prefix: 'cooling_device',
    file: 'max_state',
    divisor: 1,
    name: 'node_cooling_device_max_state',
    help: 'Maximum throttle state of the cooling device',
    labelNames: ['name', 'type'],
  },
] as const;

/** `/sys/class/thermal/`. A zone that does not answer, as some do while the machine sleeps, is left out. */
export function thermalZone({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/class/thermal`;
  const metrics = heads.map(({ prefix, file, divisor, ...head }) => ({
    prefix,
    file,
    divisor,
    rows: new FamilyRows({ ...head, type: 'gauge' }),
  }));
  return async (buf, signal, leaveOut) => {
    const entries = readdirSync(folder);
    const texts = new Map<string, string>();
    for (const { prefix, file } of metrics) {
      for (const entry of entries) {
        if (!entry.startsWith(prefix)) continue;
        const path = `${folder}/${entry}/${file}`;
        const text = await readSlowAttribute(path);
        signal.throwIfAborted();
        if (text !== undefined) texts.set(path, text);
      }
    }
    for (const { prefix, file, divisor, rows } of metrics) {
      rows.clear();
      for (const entry of entries) {
        const path = `${folder}/${entry}/${file}`;
        const text = texts.get(path);
        if (text === undefined) continue;
        const type = readAttribute(`${folder}/${entry}/type`);
        // It has gone since its other file was read.
        if (type === undefined && !existsSync(`${folder}/${entry}`)) continue;
        const value = kernelNumberIfAny(text, path, 'the value', leaveOut);
        if (value !== undefined)
          rows.add([entry.slice(prefix.length), type ?? ''], value / divisor);
      }
      rows.appendTo(buf);
    }
  };
}
