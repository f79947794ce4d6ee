import type { ServerResponse } from 'node:http';
import { sendText } from './text-answer.ts';

/** Lets in so many requests at the same time. */
export class RequestGate {
  readonly #most: number;
  #inside = 0;
  /** Called at each request that is refused. */
  onRefused: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the request may go on; otherwise it was answered. It leaves when its answer was sent. */
  enter(res: ServerResponse): boolean {
    if (this.#inside >= this.#most) {
      this.onRefused?.();
      const text = `${this.#most} scrapes are being answered already, and no more are allowed: try again later.\n`;
      sendText(res, { status: 503, text });
      return false;
    }
    this.#inside++;
    res.once('close', () => this.#inside--);
    return true;
  }
}
