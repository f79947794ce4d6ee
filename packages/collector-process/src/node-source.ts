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
      residentMemoryBytes: residentMemoryBytes(),
      startTimeSeconds,
    };
  };
}

function residentMemoryBytes(): number | undefined {
  try {
    return process.memoryUsage.rss();
  } catch {
    // It throws where the system does not say, as under some sandboxes.
    return undefined;
  }
}
