import type { ProcessReading } from './process-reading.ts';
import { kernelNumber } from './read-proc-file.ts';

/**
 * The part of a reading that `/proc/self/limits` holds: the soft limits, which are the ones that bite. `unlimited` is
 * no number and is left out.
 *
 * @see proc_pid_limits(5)
 */
export function parseProcLimits(text: string): ProcessReading {
  return {
    maxFds: kernelNumber(softLimit(text, 'Max open files')),
    virtualMemoryMaxBytes: kernelNumber(softLimit(text, 'Max address space')),
  };
}

function softLimit(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(text)?.[1];
}
