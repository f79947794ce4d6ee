import type { ProcessReading } from './process-reading.ts';
import { kernelNumber } from './read-proc-file.ts';

/**
 * Clock ticks in a second, as the kernel counts them for user space (USER_HZ): part of its binary interface, and 100
 * on every architecture that Node.js runs on, whatever the kernel's own HZ is.
 */
const ticksPerSecond = 100;

/** The part of a reading that `/proc/self/stat` holds, and when the process began: ticks after the machine started. */
export interface ProcStat extends ProcessReading {
  readonly startTicks?: number | undefined;
}

/** @see proc_pid_stat(5) */
export function parseProcStat(text: string): ProcStat {
  // The name of the program stands in parentheses and may itself hold blanks, parentheses and line ends.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // What follows the name begins with field 3.
  const field = (number: number): number | undefined => kernelNumber(fields[number - 3]);
  const user = field(14);
  const system = field(15);
  return {
    cpuUserSeconds: inSeconds(user),
    cpuSystemSeconds: inSeconds(system),
    cpuSeconds: user === undefined || system === undefined ? undefined : inSeconds(user + system),
    threads: field(20),
    startTicks: field(22),
    virtualMemoryBytes: field(23),
  };
}

/**
 * Unix time in seconds at which the process began, from `/proc/stat`, where the kernel says when the machine started.
 *
 * @see proc_stat(5), btime
 */
export function startTimeSeconds(
  startTicks: number | undefined,
  systemStat: string,
): number | undefined {
  const bootTime = kernelNumber(/^btime (\d+)$/m.exec(systemStat)?.[1]);
  const sinceBoot = inSeconds(startTicks);
  return bootTime === undefined || sinceBoot === undefined ? undefined : bootTime + sinceBoot;
}

function inSeconds(ticks: number | undefined): number | undefined {
  return ticks === undefined ? undefined : ticks / ticksPerSecond;
}
