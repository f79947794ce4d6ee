import { statSync } from 'node:fs';

/** Files are changed in several steps; this long after the last one they are whole. */
const settleMs = 250;

/** Files that are looked at when somebody asks whether they have changed. */
export class WatchedFiles {
  readonly #now: () => number;
  /** As they were when they were added, by their paths. */
  readonly #known = new Map<string, string>();
  #unsettled: { readonly state: string; readonly since: number } | undefined;

  /** `now`: the time of day, in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** To be called before the file is read, so that a change meanwhile is seen. */
  add(path: string): void {
    this.#known.set(path, stateOf(path).state);
  }

  clear(): void {
    this.#known.clear();
    this.#unsettled = undefined;
  }

  /** Whether a file is another one than it was, and nobody is about to change it further. */
  haveChanged(): boolean {
    const states = [...this.#known.keys()].map((path) => stateOf(path));
    const state = states.map((each) => each.state).join('\n');
    if (state === [...this.#known.values()].join('\n')) return false;
    const changedAt = Math.max(...states.map((each) => each.changedAt));
    if (this.#now() - changedAt >= settleMs) return true;
    // The clock of a file system may be another one.
    if (this.#unsettled?.state !== state) this.#unsettled = { state, since: this.#now() };
    return this.#now() - this.#unsettled.since >= settleMs;
  }
}

/** What differs when a file was written to or replaced, and when it was. */
function stateOf(path: string): { readonly state: string; readonly changedAt: number } {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return { state: [ino, size, mtimeMs, ctimeMs].join(' '), changedAt: ctimeMs };
  } catch (error) {
    // One that is missing may be about to be replaced.
    return { state: String((error as NodeJS.ErrnoException).code), changedAt: Infinity };
  }
}
