import { statfs } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import { lostThreads } from '@telltale/model/internal';

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

/** A mount that was asked and has not answered. */
interface Question {
  /** Settles when there is an answer, or at the deadline. It never rejects. */
  readonly answer: Promise<MountAnswer>;
  isStuck: boolean;
}

/**
 * Asks mounts for their size, each with a deadline. What has not answered by then is stuck, and holds a thread of the
 * pool of Node.js for as long as the kernel does not answer; it is not asked again meanwhile. One that a scrape had no
 * time to wait for is not stuck: the next scrape waits for the same answer.
 */
export class MountStatistics {
  readonly #timeoutMs: number;
  readonly #ask: AskFileSystem;
  readonly #questions = new Map<string, Question>();

  constructor(timeoutMs: number, ask: AskFileSystem = statfs) {
    this.#timeoutMs = timeoutMs;
    this.#ask = ask;
  }

  /** Settles at the deadline or after `mostMs` at the latest, or when the signal aborts. It never rejects. */
  async of(path: string, signal: AbortSignal, mostMs = Infinity): Promise<MountAnswer> {
    if (signal.aborted || mostMs <= 0) return mountTimeout;
    const question = this.#questions.get(path) ?? this.#begin(path);
    if (question.isStuck) return mountTimeout;
    const { promise: left, resolve } = Promise.withResolvers<MountAnswer>();
    const leave = (): void => {
      resolve(mountTimeout);
    };
    const timer = mostMs < this.#timeoutMs ? setTimeout(leave, mostMs) : undefined;
    signal.addEventListener('abort', leave);
    const answer = await Promise.race([question.answer, left]);
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    return answer;
  }

  #begin(path: string): Question {
    const { promise, resolve } = Promise.withResolvers<MountAnswer>();
    const question: Question = { answer: promise, isStuck: false };
    const timer = setTimeout(() => {
      question.isStuck = true;
      lostThreads.count++;
      resolve(mountTimeout);
    }, this.#timeoutMs);
    // The question keeps the process alive by itself; a wait that nobody shares any more should not.
    timer.unref();
    this.#questions.set(path, question);
    const end = (answer: MountAnswer): void => {
      clearTimeout(timer);
      if (question.isStuck) lostThreads.count--;
      this.#questions.delete(path);
      resolve(answer);
    };
    this.#ask(path).then(end, (error: unknown) => {
      end(errorText(error));
    });
    return question;
  }
}

/** As the system words it, such as `permission denied`: without the path, which would be in a label twice. */
function errorText(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}
