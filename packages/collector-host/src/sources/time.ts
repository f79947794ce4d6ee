import { readdirSync } from 'node:fs';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, readKernelText } from '../kernel-text.ts';
import { RowLabels } from '../row-labels.ts';

const prefix = 'clocksource';

/** The clock of this process, and `/sys/devices/system/clocksource/`. */
export function time({ sysRoot }: HostSettings): HostSource {
  const folder = `${sysRoot}/devices/system/clocksource`;
  const now = new ConstantRows({
    name: 'node_time_seconds',
    help: 'System time in seconds since epoch (1970).',
    type: 'gauge',
  });
  const zone = new ConstantRows({
    name: 'node_time_zone_offset_seconds',
    help: 'System time zone offset in seconds.',
    type: 'gauge',
    labelNames: ['time_zone'],
  });
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
  const labels = { zone: new RowLabels(), available: new RowLabels(), current: new RowLabels() };
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
    buf.push(
      now.one(date.getTime() / 1000),
      zone.rows([labels.zone.at(0, [zoneName(date)])], [-date.getTimezoneOffset() * 60 + 0]),
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

// Each knows the abbreviations of the zones where its language is spoken, and for others writes GMT+1.
const formats = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'].map(
  (locale) => new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }),
);

/** By the offset in minutes: the abbreviation goes with it, and to ask for it takes as long as ten files. */
const zoneNames = new Map<number, string>();

function zoneName(date: Date): string {
  const offset = date.getTimezoneOffset();
  let name = zoneNames.get(offset);
  if (name === undefined) zoneNames.set(offset, (name = abbreviationAt(date)));
  return name;
}

/** The abbreviation of the time zone, such as CET; of a zone that has none its offset, such as GMT+3. */
function abbreviationAt(date: Date): string {
  const names = formats.map(
    (format) => format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '',
  );
  return names.find((name) => !/^GMT[+-]|^$/.test(name)) ?? names[0] ?? '';
}
