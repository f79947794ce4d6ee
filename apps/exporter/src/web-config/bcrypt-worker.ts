import { parentPort } from 'node:worker_threads';
import { isRightPassword, type PasswordQuestion } from './equal-cost.ts';

/** What the worker is asked. */
export interface BcryptQuestion extends PasswordQuestion {
  readonly id: number;
}

/** What it answers. */
export interface BcryptAnswer {
  readonly id: number;
  readonly isRight: boolean;
}

// The program of a thread of its own: one comparison takes a tenth of a second and more.
parentPort?.on('message', (question: BcryptQuestion) => {
  const answer: BcryptAnswer = { id: question.id, isRight: isRightPassword(question) };
  parentPort?.postMessage(answer);
});
