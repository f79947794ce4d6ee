import type { Metric } from '@telltale/model';
import { ConstantRows } from './constant-rows.ts';
import { RowLabels } from './row-labels.ts';

/** The clock of this process and its time zone. */
export class Clock {
  readonly #now = new ConstantRows({
    name: 'node_time_seconds',
    help: 'System time in seconds since epoch (1970).',
    type: 'gauge',
  });
  readonly #zone = new ConstantRows({
    name: 'node_time_zone_offset_seconds',
    help: 'System time zone offset in seconds.',
    type: 'gauge',
    labelNames: ['time_zone'],
  });
  readonly #labels = new RowLabels();

  append(buf: Metric[], date: Date): void {
    const labels = [this.#labels.at(0, [zoneName(date)])];
    buf.push(
      this.#now.one(date.getTime() / 1000),
      this.#zone.rows(labels, [-date.getTimezoneOffset() * 60 + 0]),
    );
  }
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
