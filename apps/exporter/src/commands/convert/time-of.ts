import { ConfigError } from '@telltale/model';
import { duration } from '../../config/duration.ts';
import type { Conversion } from './conversion.ts';

/** The units of times of Prometheus and of Go, in milliseconds. */
const units: Readonly<Record<string, number>> = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};
const part = /(\d+(?:\.\d*)?|\.\d+)(ms|us|µs|μs|ns|[ywdhms])/y;
const longest = '24d';

/**
 * A time above 0 as it is written here, or undefined. One that would be too long is noted, and shortened.
 *
 * @throws INVALID_CONFIG for what is no time
 */
export function timeOf(where: string, value: unknown, conversion: Conversion): string | undefined {
  if (value === undefined || value === null || value === 0) return undefined;
  const given = typeof value === 'string' ? value : '';
  const milliseconds = millisecondsOf(given);
  if (milliseconds === undefined) {
    throw new ConfigError(
      `${where}: ${JSON.stringify(value)} is not a time: expected one such as 30s, 1h30m or 1w.`,
    );
  }
  if (milliseconds === 0) return undefined;
  for (const text of [given, textOfTime(milliseconds)]) {
    if (duration.safeParse(text).success) return text;
  }
  conversion.note(`${where}: ${given} is longer than a time may be here: ${longest} was written.`);
  return longest;
}

function millisecondsOf(text: string): number | undefined {
  if (text === '0') return 0;
  let milliseconds = 0;
  part.lastIndex = 0;
  let end = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    milliseconds += Number(match[1]) * (units[match[2] ?? ''] ?? NaN);
    end = part.lastIndex;
  }
  // There is nothing between a millisecond and nothing.
  return text !== '' && end === text.length ? Math.ceil(milliseconds) : undefined;
}

function textOfTime(milliseconds: number): string {
  let left = milliseconds;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = units[unit] ?? NaN;
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}
