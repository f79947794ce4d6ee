import { join } from 'node:path';
import { fdCounter } from './proc-fds.ts';
import { parseProcLimits } from './proc-limits.ts';
import { parseProcNetstat } from './proc-netstat.ts';
import { parseProcStat, startTimeSeconds } from './proc-stat.ts';
import { parseProcStatus } from './proc-status.ts';
import type { ProcessReading, ReadProcess } from './process-reading.ts';
import { readProcFile } from './read-proc-file.ts';

/** Reads this process from a proc file system mounted at `procRoot`. */
export function procSource(procRoot: string): ReadProcess {
  const self = join(procRoot, 'self');
  const countFds = fdCounter(join(self, 'fd'));
  let startTime: number | undefined;

  const read = (
    parse: (text: string) => ProcessReading,
    ...path: string[]
  ): ProcessReading | undefined => {
    const text = readProcFile(join(self, ...path));
    return text === undefined ? undefined : parse(text);
  };

  return () => {
    const statText = readProcFile(join(self, 'stat'));
    const stat = statText === undefined ? undefined : parseProcStat(statText);
    // Read once: a process begins once, and the machine's stat grows with its cores and interrupts.
    startTime ??= startTimeSeconds(stat?.startTicks, readProcFile(join(procRoot, 'stat')) ?? '');
    return {
      ...stat,
      ...read(parseProcStatus, 'status'),
      ...read(parseProcLimits, 'limits'),
      ...read(parseProcNetstat, 'net', 'netstat'),
      openFds: countFds(),
      startTimeSeconds: startTime,
    };
  };
}
