import { readdirSync } from 'node:fs';
import { cpuTimes } from './cpu-times.ts';
import type { ProcessSource } from './process-reading.ts';
import { UserLimitsReader } from './user-limits.ts';

/** Reads this process through what Node.js offers on every platform. */
export function nodeSource(): ProcessSource {
  // Worked out once, so that setting the clock does not look like a new process.
  const startTimeSeconds = Date.now() / 1000 - process.uptime();
  // Windows has no such limits.
  const limits = process.platform === 'win32' ? undefined : new UserLimitsReader();
  return {
    read() {
      // Before the limits are asked for: the thread that does it has descriptors as long as it lives.
      const fds = process.platform === 'darwin' ? openFds() : undefined;
      return {
        ...limits?.read(),
        ...cpuTimes(),
        openFds: fds,
        residentMemoryBytes: residentMemoryBytes(),
        startTimeSeconds,
      };
    },
    [Symbol.dispose]() {
      limits?.[Symbol.dispose]();
    },
  };
}

/** macOS lists the descriptors of the process that asks; elsewhere the folder may hold the first three only. */
function openFds(): number | undefined {
  try {
    // One of those listed is the descriptor that the listing itself is read through.
    return readdirSync('/dev/fd').length - 1;
  } catch {
    return undefined;
  }
}

function residentMemoryBytes(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    // It throws where the system does not say, as under some sandboxes.
    return undefined;
  }
}
