import type { ProcessReading } from './process-reading.ts';
import { kernelNumber } from './read-proc-file.ts';

/**
 * The part of a reading that `/proc/self/status` holds. The resident size is taken from here, in units of 1,024 bytes,
 * rather than from `stat` or `statm`, which count pages: a page has 4, 16 or 64 KiB, and Node.js does not tell.
 *
 * @see proc_pid_status(5), VmRSS, VmData
 */
export function parseProcStatus(text: string): ProcessReading {
  return { residentMemoryBytes: bytes(text, 'VmRSS'), heapBytes: bytes(text, 'VmData') };
}

function bytes(text: string, key: string): number | undefined {
  const kibibytes = kernelNumber(new RegExp(`^${key}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1]);
  return kibibytes === undefined ? undefined : kibibytes * 1024;
}
