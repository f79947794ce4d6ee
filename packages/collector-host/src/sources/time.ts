import { readdirSync } from 'node:fs';
import { Clock } from '../clock.ts';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, readKernelText } from '../kernel-text.ts';
import { orLeftOut, unlessGone } from '../left-out.ts';
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
  return (buf, _, leaveOut) => {
    const date = new Date();
    const availableRows: (readonly string[])[] = [];
    const currentRows: (readonly string[])[] = [];
    const read = (path: string): string | undefined =>
      unlessGone(leaveOut, () => readKernelText(path));
    for (const entry of orLeftOut(leaveOut, () => readdirSync(folder)) ?? []) {
      if (!entry.startsWith(prefix)) continue;
      const device = entry.slice(prefix.length);
      for (const name of fieldsOf(read(`${folder}/${entry}/available_clocksource`) ?? '')) {
        availableRows.push(labels.available.at(availableRows.length, [device, name]));
      }
      const name = read(`${folder}/${entry}/current_clocksource`)?.trim();
      if (name === undefined) continue;
      currentRows.push(labels.current.at(currentRows.length, [device, name]));
    }
    clock.append(buf, date);
    for (const [family, rows] of [
      [available, availableRows],
      [current, currentRows],
    ] as const) {
      if (rows.length === 0) continue;
      buf.push(
        family.rows(
          rows,
          rows.map(() => 1),
        ),
      );
    }
  };
}
