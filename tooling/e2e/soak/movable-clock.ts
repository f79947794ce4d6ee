import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './subject.ts';

/** Debian's package faketime: what lets the clock of one process be moved. */
const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

export const clockCanBeMoved = library !== undefined;

/** A clock that a program is given by its environment. Where faketime is not installed it stays as it is. */
export class MovableClock implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<MovableClock> {
    const clock = new MovableClock(await mkdtemp(join(tmpdir(), 'telltale-clock-')));
    await clock.#move('+0s');
    return clock;
  }

  get env(): Readonly<Record<string, string>> {
    if (library === undefined) return {};
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  get faults(): readonly Fault[] {
    if (library === undefined) return [];
    return ['+3600s', '-86400s'].map((offset) => ({
      name: `the clock is moved by ${offset}`,
      begin: async () => {
        await this.#move(offset);
        return () => this.#move('+0s');
      },
    }));
  }

  get #file(): string {
    return join(this.#folder, 'offset');
  }

  #move(offset: string): Promise<void> {
    return writeFile(this.#file, offset);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
