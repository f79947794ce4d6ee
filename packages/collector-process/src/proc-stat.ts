import type { ProcessReading } from './process-reading.ts';
import { numberAt, numberOfLine } from './proc-text.ts';

/**
 * Clock ticks in a second, as the kernel counts them for user space (USER_HZ): part of its binary interface, and 100
 * on every architecture that Node.js runs on, whatever the kernel's own HZ is.
 */
const ticksPerSecond = 100;

/** The numbers of the fields that are looked at, of which the first is the one behind the name. */
const firstField = 3;
const lastField = 23;

/** The part of a reading that `/proc/self/stat` holds, and when the process began: ticks after the machine started. */
export interface ProcStat extends ProcessReading {
  readonly startTicks?: number | undefined;
}

/** @see proc_pid_stat(5) */
export function parseProcStat(text: string): ProcStat {
  // The name of the program stands in parentheses and may itself hold blanks, parentheses and line ends.
  const starts = [text.lastIndexOf(')') + 2];
  while (starts.length <= lastField - firstField) {
    const end = text.indexOf(' ', starts.at(-1));
    if (end < 0) break;
    starts.push(end + 1);
  }
  const field = (number: number): number | undefined => {
    const start = starts[number - firstField];
    return start === undefined ? undefined : numberAt(text, start);
  };
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
  const bootTime = numberOfLine(`\n${systemStat}`, 'btime ');
  const sinceBoot = inSeconds(startTicks);
  return bootTime === undefined || sinceBoot === undefined ? undefined : bootTime + sinceBoot;
}

function inSeconds(ticks: number | undefined): number | undefined {
  return ticks === undefined ? undefined : ticks / ticksPerSecond;
}
