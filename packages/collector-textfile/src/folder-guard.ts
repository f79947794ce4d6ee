import { lostThreads } from '@telltale/model/internal';

/** As many threads may be lost before what has not answered yet is not asked: each that hangs holds one of four. */
const maxLateForNew = 2;
/** And as many before none is: one thread stays for the files and names of the application. */
const maxLate = 3;

/** To be called after each step of a work, as one file: it has so long for the next one. Throws where that is over. */
export type Step = () => void;

interface Run {
  readonly result: Promise<unknown>;
  isLate: boolean;
}

/**
 * Does what may never end, as reading a folder of a file system on the network whose server has gone: each work has a
 * deadline for its next step. One that has missed it holds a thread of the pool of Node.js for as long as the system
 * does not answer; it goes no further, and is not done again meanwhile. A scrape that comes while a work is under way
 * takes part in it, and one that leaves takes nothing from the others.
 */
export class FolderGuard {
  readonly #timeoutMs: number;
  readonly #runs = new Map<string, Run>();
  /** The keys whose work ended well the last time. */
  readonly #answered = new Set<string>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * What the work of this key gives.
   *
   * @throws Error if it is late, or if asking may hang as something else does; what the work throws; and the reason of the
   * signal, if that aborts before
   */
  async run<Result>(
    key: string,
    work: (step: Step) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    signal.throwIfAborted();
    const run = this.#runs.get(key) ?? this.#begin(key, work);
    if (run.isLate) {
      throw new Error('it has not answered since an earlier scrape, and is not asked until it has');
    }
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort);
    try {
      return (await Promise.race([run.result, aborted])) as Result;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Forgets keys that are not asked for any more. */
  forgetAllBut(keys: ReadonlySet<string>): void {
    for (const key of this.#answered) if (!keys.has(key)) this.#answered.delete(key);
  }

  #begin(key: string, work: (step: Step) => Promise<unknown>): Run {
    this.#checkOthers(key);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // A scrape that has left does not hear of it.
    promise.catch(() => undefined);
    const run: Run = { result: promise, isLate: false };
    const late = new Error(`it did not answer within ${this.#timeoutMs} ms`);
    let steps = 0;
    const timer = setTimeout(() => {
      const before = steps;
      // What has been answered while this program was busy with something else is heard of before.
      setImmediate(() => {
        if (steps !== before || this.#runs.get(key) !== run) return;
        run.isLate = true;
        lostThreads.count++;
        this.#answered.delete(key);
        reject(late);
      });
    }, this.#timeoutMs);
    // The work keeps the process alive by itself; a wait that nobody shares any more should not.
    timer.unref();
    this.#runs.set(key, run);
    const end = (): void => {
      clearTimeout(timer);
      steps++;
      if (run.isLate) lostThreads.count--;
      this.#runs.delete(key);
    };
    const step: Step = () => {
      if (run.isLate) throw late;
      steps++;
      timer.refresh();
    };
    work(step).then(
      (result) => {
        end();
        this.#answered.add(key);
        resolve(result);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
    return run;
  }

  #checkOthers(key: string): void {
    const { count } = lostThreads;
    if (count < (this.#answered.has(key) ? maxLate : maxLateForNew)) return;
    throw new Error(`it is not asked while ${count} others do not answer`);
  }
}
