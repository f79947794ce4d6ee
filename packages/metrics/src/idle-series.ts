import type { SeriesHandle } from './series-handle.ts';

/**
 * Finds series that nobody writes to. Writers keep no clock: each sweep sends the handles of all series to sleep, and
 * a write wakes the one that it goes to. So a series goes between one and two timeouts after its last write where
 * sweeps are that far apart, and never earlier than after one.
 */
export class IdleSeries {
  readonly #timeout: number;
  /** By the clock that nobody sets, in milliseconds. */
  readonly #asleepSince = new WeakMap<SeriesHandle, number>();

  /** `timeout`: in milliseconds. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** The series that were asleep for the whole of the timeout. */
  sweep(handles: readonly SeriesHandle[]): SeriesHandle[] {
    const now = performance.now();
    return handles.filter((handle) => {
      if (handle.base < 0) {
        return now - (this.#asleepSince.get(handle) as number) >= this.#timeout;
      }
      handle.sleep();
      this.#asleepSince.set(handle, now);
      return false;
    });
  }
}
