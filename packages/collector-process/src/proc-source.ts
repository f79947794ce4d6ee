import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuTimes } from './cpu-times.ts';
import { fdCounter, isProc } from './proc-fds.ts';
import { ProcFile } from './proc-file.ts';
import { parseProcLimits } from './proc-limits.ts';
import { parseProcNetstat, startOfNetstat } from './proc-netstat.ts';
import { parseProcStat, startTimeSeconds, type ProcStat } from './proc-stat.ts';
import { parseProcStatus } from './proc-status.ts';
import type { ProcessReading, ProcessSource } from './process-reading.ts';

/** For so long limits are not read again. */
const limitsAreKeptMs = 60_000;

/** Reads this process from a proc file system mounted at `procRoot`. */
export function procSource(procRoot: string): ProcessSource {
  const self = join(procRoot, 'self');
  const countFds = fdCounter(join(self, 'fd'));
  const isOfTheKernel = isProc(self);
  const file = (...path: string[]): ProcFile => new ProcFile(join(self, ...path), isOfTheKernel);
  const stat = file('stat');
  const status = file('status');
  const limits = file('limits');
  const netstat = file('net', 'netstat');
  let startTime: number | undefined;
  let fromLimits: ProcessReading = {};
  let limitsReadAt = -Infinity;

  return {
    read() {
      const now = performance.now();
      // They are set when a process begins, and hardly ever afterwards.
      if (!isOfTheKernel || now - limitsReadAt >= limitsAreKeptMs) {
        limitsReadAt = now;
        fromLimits = parseProcLimits(limits.read() ?? '');
      }
      // Of what stands in it, status and Node.js tell the rest at no more cost.
      const isStatNeeded = !isOfTheKernel || startTime === undefined;
      const fromStat: ProcStat = isStatNeeded ? parseProcStat(stat.read() ?? '') : {};
      // Read once: a process begins once, and the machine's stat grows with its cores and interrupts.
      startTime ??= startTimeSeconds(fromStat.startTicks, systemStat(procRoot));
      const cpu = isOfTheKernel ? cpuTimes() : fromStat;
      const fromStatus = parseProcStatus(status.read() ?? '');
      const network = parseProcNetstat(netstat.read(startOfNetstat) ?? '');
      return {
        cpuSeconds: cpu.cpuSeconds,
        cpuUserSeconds: cpu.cpuUserSeconds,
        cpuSystemSeconds: cpu.cpuSystemSeconds,
        threads: fromStat.threads ?? fromStatus.threads,
        virtualMemoryBytes: fromStat.virtualMemoryBytes ?? fromStatus.virtualMemoryBytes,
        residentMemoryBytes: fromStatus.residentMemoryBytes,
        heapBytes: fromStatus.heapBytes,
        maxFds: fromLimits.maxFds,
        virtualMemoryMaxBytes: fromLimits.virtualMemoryMaxBytes,
        networkReceiveBytes: network.networkReceiveBytes,
        networkTransmitBytes: network.networkTransmitBytes,
        openFds: countFds(),
        startTimeSeconds: startTime,
      };
    },
    [Symbol.dispose]() {
      for (const one of [stat, status, limits, netstat]) one[Symbol.dispose]();
    },
  };
}

function systemStat(procRoot: string): string {
  try {
    return readFileSync(join(procRoot, 'stat'), 'latin1');
  } catch {
    return '';
  }
}
