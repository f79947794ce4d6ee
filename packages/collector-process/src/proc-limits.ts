import type { ProcessReading } from './process-reading.ts';
import { numberOfLine } from './proc-text.ts';

/**
 * The part of a reading that `/proc/self/limits` holds: the soft limits, which are the ones that bite. `unlimited` is
 * no number and is left out.
 *
 * @see proc_pid_limits(5)
 */
export function parseProcLimits(text: string): ProcessReading {
  return {
    maxFds: numberOfLine(text, 'Max open files '),
    virtualMemoryMaxBytes: numberOfLine(text, 'Max address space '),
  };
}
