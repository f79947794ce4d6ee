import { Worker } from 'node:worker_threads';
import type { BcryptAnswer, BcryptQuestion } from './bcrypt-worker.ts';
import type { PasswordQuestion } from './equal-cost.ts';

/** A thread that nobody asked for so long is ended. */
const idleMs = 60_000;

interface Waiting {
  readonly resolve: (isRight: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Compares passwords with bcrypt hashes, one after the other, in a thread that is there when it is needed. */
export class BcryptThread implements Disposable {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();

  get waiting(): number {
    return this.#waiting.size;
  }

  check(asked: PasswordQuestion): Promise<boolean> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const question: BcryptQuestion = { ...asked, id: ++this.#lastId };
    this.#waiting.set(question.id, { resolve, reject });
    worker.ref();
    worker.postMessage(question);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(workerUrl());
    worker.on('message', ({ id, isRight }: BcryptAnswer) => {
      this.#waiting.get(id)?.resolve(isRight);
      this.#waiting.delete(id);
      if (this.#waiting.size > 0) return;
      worker.unref();
      this.#idle = setTimeout(() => {
        this[Symbol.dispose]();
      }, idleMs).unref();
    });
    worker.on('error', (error: unknown) => {
      this.#worker = undefined;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting) reject(error as Error);
    });
    return worker;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Beside this file in the sources; what is built has this file's code at the top of its folder. */
function workerUrl(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? 'bcrypt-worker.ts' : 'web-config/bcrypt-worker.js', import.meta.url);
}
