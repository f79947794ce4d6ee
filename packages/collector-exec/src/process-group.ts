import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;

/** The group of a process that was started with `detached`, which gave it a group of its own. */
export class ProcessGroup {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Asks all of it to end; what is still there after `graceMs` is ended by force. Resolves when all of it is gone. */
  async end(graceMs: number): Promise<void> {
    const until = performance.now() + graceMs;
    this.#send('SIGTERM');
    while (this.#send(0)) {
      if (performance.now() >= until) {
        this.#send('SIGKILL');
        return;
      }
      await sleep(pollMs);
    }
  }

  /** Whether there was somebody to send it to. */
  #send(signal: NodeJS.Signals | 0): boolean {
    try {
      // Windows knows no groups; there the process alone is ended.
      return process.kill(process.platform === 'win32' ? this.#pid : -this.#pid, signal);
    } catch (error) {
      // EPERM: one of them took on the rights of another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }
}
