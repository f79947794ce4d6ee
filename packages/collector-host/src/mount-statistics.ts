import { statfs } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';

export interface FileSystemSize {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** What a mount answered, or why there is no answer, in words. */
export type MountAnswer = FileSystemSize | string;

type AskFileSystem = (path: string) => Promise<FileSystemSize>;

export const mountTimeout = 'mountpoint timeout';

/**
 * Asks mounts for their size, each with a deadline. What has not answered by then is stuck, and holds a thread of the
 * pool of Node.js for as long as the kernel does not answer; it is not asked again meanwhile.
 */
export class MountStatistics {
  readonly #timeoutMs: number;
  readonly #ask: AskFileSystem;
  readonly #pending = new Map<string, Promise<MountAnswer>>();
  readonly #stuck = new Set<string>();

  constructor(timeoutMs: number, ask: AskFileSystem = statfs) {
    this.#timeoutMs = timeoutMs;
    this.#ask = ask;
  }

  /** How many mounts have missed their deadline and not answered since. */
  get stuckCount(): number {
    return this.#stuck.size;
  }

  /** Settles at the deadline or after `mostMs` at the latest, or when the signal aborts. It never rejects. */
  async of(path: string, signal: AbortSignal, mostMs = Infinity): Promise<MountAnswer> {
    if (this.#stuck.has(path) || signal.aborted || mostMs <= 0) return mountTimeout;
    const timeoutMs = Math.min(this.#timeoutMs, mostMs);
    const answer = await beforeDeadline(this.#answerOf(path), timeoutMs, signal);
    if (answer !== undefined) return answer;
    if (this.#pending.has(path)) this.#stuck.add(path);
    return mountTimeout;
  }

  /** Scrapes of the same moment share one question. */
  #answerOf(path: string): Promise<MountAnswer> {
    const pending = this.#pending.get(path);
    if (pending !== undefined) return pending;
    const answer = this.#ask(path)
      .catch(errorText)
      .finally(() => {
        this.#pending.delete(path);
        this.#stuck.delete(path);
      });
    this.#pending.set(path, answer);
    return answer;
  }
}

/** What the promise gives, or `undefined` if the deadline or an abort comes first. */
function beforeDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener('abort', end);
  return Promise.race([promise, ended]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  });
}

/** As the system words it, such as `permission denied`: without the path, which would be in a label twice. */
function errorText(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}
