import { readdirSync } from 'node:fs';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { kernelNumber } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';
import { readAttribute } from '../sys-attribute.ts';

const millidegrees = 1000;
const zonePrefix = 'thermal_zone';
const coolingPrefix = 'cooling_device';

/** `/sys/class/thermal/`. A zone that does not answer, as some do while the machine sleeps, is left out. */
export function thermalZone({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/class/thermal`;
  const temperature = new ConstantRows({
    name: 'node_thermal_zone_temp',
    help: 'Zone temperature in Celsius',
    type: 'gauge',
    labelNames: ['zone', 'type'],
  });
  const [state, maxState] = (['Current', 'Maximum'] as const).map(
    (which) =>
      new ConstantRows({
        name: `node_cooling_device_${which === 'Current' ? 'cur' : 'max'}_state`,
        help: `${which} throttle state of the cooling device`,
        type: 'gauge',
        labelNames: ['name', 'type'],
      }),
  ) as [ConstantRows, ConstantRows];
  const read = (family: ConstantRows, prefix: string, file: string, divisor: number) => {
    const labels = new RowLabels();
    return (entries: readonly string[]) => {
      const rows: (readonly string[])[] = [];
      const values: number[] = [];
      for (const entry of entries) {
        if (!entry.startsWith(prefix)) continue;
        const path = `${folder}/${entry}/${file}`;
        const text = readAttribute(path);
        if (text === undefined) continue;
        const type = readAttribute(`${folder}/${entry}/type`) ?? '';
        rows.push(labels.at(rows.length, [entry.slice(prefix.length), type]));
        values.push(kernelNumber(text, path, 'the value') / divisor);
      }
      return rows.length === 0 ? [] : [family.rows(rows, values)];
    };
  };
  const readings = [
    read(temperature, zonePrefix, 'temp', millidegrees),
    read(state, coolingPrefix, 'cur_state', 1),
    read(maxState, coolingPrefix, 'max_state', 1),
  ];
  return (buf) => {
    const entries = readdirSync(folder);
    for (const reading of readings) buf.push(...reading(entries));
  };
}
