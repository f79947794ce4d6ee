import { closeSync, openSync, readSync } from 'node:fs';

/** Longer than what is read here is on most machines; it grows where that does not do. */
const firstSize = 4096;

/**
 * A file of the proc file system, which the kernel makes up anew whenever it is read from its beginning.
 *
 * Read synchronously on purpose: nothing waits for a disk, and a trip through the thread pool costs the event loop
 * several times what the reading does. It also keeps descriptors of parallel reads out of the count of open ones.
 */
export class ProcFile implements Disposable {
  readonly #path: string;
  readonly #isKept: boolean;
  #descriptor: number | undefined;
  #buffer = Buffer.allocUnsafeSlow(firstSize);

  /**
   * `isKept`: whether it stays open from its first reading on, which halves the cost of most of them, and still works
   * when the process has no descriptor left. Not for a copy of such a file, which may be replaced by another one.
   */
  constructor(path: string, isKept: boolean) {
    this.#path = path;
    this.#isKept = isKept;
  }

  /** All of it, or what stands from `start` on; `undefined` where it cannot be read. */
  read(start = ''): string | undefined {
    const wasOpen = this.#descriptor !== undefined;
    try {
      return this.#readFrom(start);
    } catch {
      this[Symbol.dispose]();
      // What was kept speaks of a process that has ended, where this one was forked from it.
      return wasOpen ? this.read(start) : undefined;
    }
  }

  [Symbol.dispose](): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    try {
      if (descriptor !== undefined) closeSync(descriptor);
    } catch {
      // Somebody else has closed it.
    }
  }

  #readFrom(start: string): string {
    const descriptor = (this.#descriptor ??= openSync(this.#path, 'r'));
    let length = readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0);
    while (length === this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(length * 2);
      length = readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0);
    }
    if (!this.#isKept) this[Symbol.dispose]();
    const at = start === '' ? 0 : this.#buffer.indexOf(start);
    // What was there before may stand behind it.
    return at < 0 || at > length ? '' : this.#buffer.toString('latin1', at, length);
  }
}
