import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

/** What the worker is asked. */
export interface BcryptQuestion {
  readonly id: number;
  readonly password: string;
  readonly hash: string;
}

/** What it answers. */
export interface BcryptAnswer {
  readonly id: number;
  readonly isRight: boolean;
}

// The program of a thread of its own: one comparison takes a tenth of a second and more.
parentPort?.on('message', ({ id, password, hash }: BcryptQuestion) => {
  const answer: BcryptAnswer = { id, isRight: compareSync(password, hash) };
  parentPort?.postMessage(answer);
});
