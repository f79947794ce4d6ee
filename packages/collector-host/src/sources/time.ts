import { readdirSync } from 'node:fs';
import { Clock } from '../clock.ts';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

const prefix = 'clocksource';

/** The clock of this process, and `/sys/devices/system/clocksource/`. */
export function time({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/devices/system/clocksource`;
  const clock = new Clock();
  const available = new ConstantRows({
    name: 'node_time_clocksource_available_info',
    help: "Available clocksources read from '/sys/devices/system/clocksource'.",
    type: 'gauge',
    labelNames: ['device', 'clocksource'],
  });
  const current = new ConstantRows({
    name: 'node_time_clocksource_current_info',
    help: "Current clocksource read from '/sys/devices/system/clocksource'.",
    type: 'gauge',
    labelNames: ['device', 'clocksource'],
  });
  const labels = { available: new RowLabels(), current: new RowLabels() };
  return (buf) => {
    const date = new Date();
    const availableRows: (readonly string[])[] = [];
    const currentRows: (readonly string[])[] = [];
    for (const entry of readdirSync(folder)) {
      if (!entry.startsWith(prefix)) continue;
      const device = entry.slice(prefix.length);
      for (const name of fieldsOf(readKernelText(`${folder}/${entry}/available_clocksource`))) {
        availableRows.push(labels.available.at(availableRows.length, [device, name]));
      }
      const name = readKernelText(`${folder}/${entry}/current_clocksource`).trim();
      currentRows.push(labels.current.at(currentRows.length, [device, name]));
    }
    clock.append(buf, date);
    buf.push(
      available.rows(
        availableRows,
        availableRows.map(() => 1),
      ),
      current.rows(
        currentRows,
        currentRows.map(() => 1),
      ),
    );
  };
}
