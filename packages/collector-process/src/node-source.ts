import { readdirSync } from 'node:fs';
import type { ReadProcess } from './process-reading.ts';

const microsecondsPerSecond = 1e6;

/** Reads this process through what Node.js offers on every platform. */
export function nodeSource(): ReadProcess {
  // Worked out once, so that setting the clock does not look like a new process.
  const startTimeSeconds = Date.now() / 1000 - process.uptime();
  return () => {
    const { user, system } = process.cpuUsage();
    return {
      cpuSeconds: (user + system) / microsecondsPerSecond,
      cpuUserSeconds: user / microsecondsPerSecond,
      cpuSystemSeconds: system / microsecondsPerSecond,
      openFds: process.platform === 'darwin' ? openFds() : undefined,
      residentMemoryBytes: residentMemoryBytes(),
      startTimeSeconds,
    };
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
