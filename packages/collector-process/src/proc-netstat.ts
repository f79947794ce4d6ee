import type { ProcessReading } from './process-reading.ts';
import { kernelNumber } from './read-proc-file.ts';

/**
 * The part of a reading that `/proc/self/net/netstat` holds: the bytes that went through IP in the network namespace
 * of the process. The file pairs a line of names with a line of numbers for each protocol.
 */
export function parseProcNetstat(text: string): ProcessReading {
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith('IpExt: '))
    .map((line) => line.split(' '));
  const value = (name: string): number | undefined =>
    names === undefined ? undefined : kernelNumber(values?.[names.indexOf(name)]);
  return { networkReceiveBytes: value('InOctets'), networkTransmitBytes: value('OutOctets') };
}
