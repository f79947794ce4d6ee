import type { ProcessReading } from './process-reading.ts';

const microsecondsPerSecond = 1e6;

/** The CPU time of this process, all its threads together, in steps of a microsecond. */
export function cpuTimes(): Pick<
  ProcessReading,
  'cpuSeconds' | 'cpuUserSeconds' | 'cpuSystemSeconds'
> {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / microsecondsPerSecond,
    cpuUserSeconds: user / microsecondsPerSecond,
    cpuSystemSeconds: system / microsecondsPerSecond,
  };
}
