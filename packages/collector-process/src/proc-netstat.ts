import type { ProcessReading } from './process-reading.ts';
import { numberAt } from './proc-text.ts';

const protocol = 'IpExt: ';

/** What stands before it is of other protocols. */
export const startOfNetstat: string = protocol;
const blank = 0x20;

/**
 * The part of a reading that `/proc/self/net/netstat` holds: the bytes that went through IP in the network namespace
 * of the process. The file pairs a line of names with a line of numbers for each protocol.
 */
export function parseProcNetstat(text: string): ProcessReading {
  const names = text.indexOf(protocol);
  const numbers = names < 0 ? -1 : text.indexOf(protocol, names + 1);
  return {
    networkReceiveBytes: valueOf(text, 'InOctets', names, numbers),
    networkTransmitBytes: valueOf(text, 'OutOctets', names, numbers),
  };
}

/** The number in the place that a name has in the line of names. */
function valueOf(text: string, name: string, names: number, numbers: number): number | undefined {
  if (numbers < 0) return undefined;
  const pattern = ` ${name}`;
  let found = names;
  do {
    found = text.indexOf(pattern, found + 1);
    if (found < 0 || found > numbers) return undefined;
    // Not one that only begins like it.
  } while (text.charCodeAt(found + pattern.length) > blank);
  let at = numbers;
  for (let before = names; before <= found; before++) {
    if (text.charCodeAt(before) === blank) at = text.indexOf(' ', at) + 1;
    if (at === 0) return undefined;
  }
  return numberAt(text, at);
}
