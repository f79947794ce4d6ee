import type { ProcessReading } from './process-reading.ts';
import { numberOfLine } from './proc-text.ts';

/**
 * The part of a reading that `/proc/self/status` holds. The resident size is taken from here, in units of 1,024 bytes,
 * rather than from `stat` or `statm`, which count pages: a page has 4, 16 or 64 KiB, and Node.js does not tell.
 *
 * @see proc_pid_status(5), VmSize, VmRSS, VmData, Threads
 */
export function parseProcStatus(text: string): ProcessReading {
  return {
    virtualMemoryBytes: bytes(text, 'VmSize:'),
    residentMemoryBytes: bytes(text, 'VmRSS:'),
    heapBytes: bytes(text, 'VmData:'),
    threads: numberOfLine(text, 'Threads:'),
  };
}

function bytes(text: string, key: string): number | undefined {
  const kibibytes = numberOfLine(text, key);
  return kibibytes === undefined ? undefined : kibibytes * 1024;
}
