import { Worker } from 'node:worker_threads';
import type { ProcessReading } from './process-reading.ts';

type UserLimits = Pick<ProcessReading, 'maxFds' | 'virtualMemoryMaxBytes'>;

/**
 * Asks for the diagnostic report of Node.js, the only place where it tells limits.
 *
 * In a thread that lives for that: on the main thread the report waits for every worker to report too, and for one that is
 * in execFileSync() or the like, that is for as long as that takes. The settings are those of this thread, without which
 * the report would look up the names of all peers.
 */
const program = `
  const { report } = process;
  report.excludeNetwork = true;
  report.excludeEnv = true;
  require('node:worker_threads').parentPort.postMessage(report.getReport().userLimits);
`;

/** The soft limits of this process, where there is no proc file system to read them from. */
export class UserLimitsReader implements Disposable {
  #worker: Worker | undefined;
  #wasAsked = false;
  #limits: UserLimits = {};

  /**
   * What is known of them. The first call asks, and does not wait: the answer is in readings from some tens of
   * milliseconds later. Nobody but the process itself can change its limits where this is used, so it is asked once.
   */
  read(): UserLimits {
    if (!this.#wasAsked) this.#ask();
    return this.#limits;
  }

  [Symbol.dispose](): void {
    this.#wasAsked = true;
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  #ask(): void {
    this.#wasAsked = true;
    try {
      // Without the flags and the environment, which may have it load the whole of what the application preloads.
      const worker = new Worker(program, { eval: true, execArgv: [], env: {} });
      this.#worker = worker;
      worker.on('message', (limits) => {
        this.#limits = parseUserLimits(limits);
      });
      // A permission that is missing, or no memory for a thread: the limits are left out.
      worker.on('error', () => undefined);
      worker.unref();
    } catch {
      // Where threads are not allowed, as with `node --permission`.
    }
  }
}

/** The part of a diagnostic report that is called `userLimits`; `unlimited` is no number and is left out. */
export function parseUserLimits(limits: unknown): UserLimits {
  return {
    maxFds: softLimit(limits, 'open_files'),
    virtualMemoryMaxBytes: softLimit(limits, 'virtual_memory_bytes'),
  };
}

function softLimit(limits: unknown, name: string): number | undefined {
  const soft = (limits as Record<string, { soft?: unknown } | undefined> | undefined)?.[name]?.soft;
  return typeof soft === 'number' ? soft : undefined;
}
