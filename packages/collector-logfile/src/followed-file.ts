import { stat } from 'node:fs';
import { promisify } from 'node:util';
import type { OnLine } from './line-splitter.ts';
import { OpenedFile, type Start } from './opened-file.ts';

const statOf = promisify(stat);

/** As many files that were rotated away are read on at the same time; before there is one more, the oldest is left. */
const maxRotatedFiles = 8;

/** How a path is followed, and who is told of what. */
export interface FollowedFileOptions {
  readonly path: string;
  readonly start: Start;
  readonly maxLineBytes: number;
  readonly maxBytesPerScrape: number;
  readonly maxReadMs: number;
  readonly rotationWaitMs: number;
  readonly onLine: OnLine;
  readonly onBytes: (bytes: number) => void;
  readonly onRotation: (how: 'replaced' | 'truncated') => void;
  /** Called when a file that was rotated away is left before its end. */
  readonly onLost: (bytes: number) => void;
}

/** What a reading of a followed file found. */
export interface FollowedFileReading {
  /** Whether there is a file at the path, and it is open. */
  readonly isThere: boolean;
  /** What was not read for want of room in `maxBytesPerScrape` or of time, in bytes. */
  readonly unreadBytes: number;
  /** Bytes that were read now. */
  readonly readBytes: number;
  /** Why there is no file to read. */
  readonly error?: unknown;
}

interface RotatedFile {
  readonly file: OpenedFile;
  /** When it was last seen to grow. */
  grewAt: number;
}

/**
 * Follows a path over rotations, as `tail -F` does. A file that was renamed is read on until nobody has written to it
 * for a while, since writers go on in the old file until they are told to open the new one.
 */
export class FollowedFile {
  readonly #options: FollowedFileOptions;
  #current: OpenedFile | undefined;
  readonly #rotated: RotatedFile[] = [];
  #reading: Promise<FollowedFileReading> | undefined;
  #isClosed = false;
  #budget = 0;
  #until = 0;

  constructor(options: FollowedFileOptions) {
    this.#options = options;
    try {
      // At once, so that what is written before the first scrape is not lost.
      this.#current = new OpenedFile(options.path, options);
    } catch {
      // The first reading says why.
    }
  }

  /** Reads what is new. Readings of the same moment are one. */
  read(): Promise<FollowedFileReading> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#isClosed) this.#closeFiles();
    });
    return this.#reading;
  }

  /** Closes the files, after the reading that is going on. */
  close(): void {
    this.#isClosed = true;
    if (this.#reading === undefined) this.#closeFiles();
  }

  async #read(): Promise<FollowedFileReading> {
    this.#budget = this.#options.maxBytesPerScrape;
    this.#until = performance.now() + this.#options.maxReadMs;
    for (const rotated of [...this.#rotated]) await this.#readRotated(rotated);
    if (this.#current !== undefined) {
      if (await this.#current.rewindIfTruncated()) this.#options.onRotation('truncated');
      await this.#spend(this.#current);
    }
    const error = await this.#followPath();
    return {
      isThere: error === undefined,
      unreadBytes: await this.#unread(),
      readBytes: this.#options.maxBytesPerScrape - this.#budget,
      error,
    };
  }

  async #readRotated(rotated: RotatedFile): Promise<void> {
    const { file } = rotated;
    if ((await this.#spend(file)) > 0) rotated.grewAt = performance.now();
    const quietMs = performance.now() - rotated.grewAt;
    if (quietMs < this.#options.rotationWaitMs || (await file.unread()) > 0) return;
    await this.#leave(rotated);
  }

  /** Opens what is at the path now, if it is another file than before. Gives the error where there is none. */
  async #followPath(): Promise<unknown> {
    try {
      const found = await statOf(this.#options.path, { bigint: true });
      if (this.#isClosed || this.#current?.is(found) === true) return undefined;
      const before = this.#rotated.find(({ file }) => file.is(found));
      // What appears after the collector was made is new as a whole.
      const next = before?.file ?? this.#open();
      if (before !== undefined) this.#rotated.splice(this.#rotated.indexOf(before), 1);
      await this.#rotateCurrent();
      this.#current = next;
      await this.#spend(next);
      return undefined;
    } catch (error) {
      // A file that is open keeps its space on the disk, even when it is deleted.
      if ((await this.#current?.isDeleted()) === true) await this.#rotateCurrent();
      return error;
    }
  }

  #open(): OpenedFile {
    return new OpenedFile(this.#options.path, { ...this.#options, start: 'beginning' });
  }

  async #rotateCurrent(): Promise<void> {
    const file = this.#current;
    if (file === undefined) return;
    this.#current = undefined;
    this.#options.onRotation('replaced');
    this.#rotated.push({ file, grewAt: performance.now() });
    const [oldest] = this.#rotated;
    if (oldest !== undefined && this.#rotated.length > maxRotatedFiles) await this.#leave(oldest);
  }

  async #leave(rotated: RotatedFile): Promise<void> {
    const unread = await rotated.file.unread();
    if (unread > 0) this.#options.onLost(unread);
    this.#rotated.splice(this.#rotated.indexOf(rotated), 1);
    rotated.file.endLine();
    rotated.file.close();
  }

  async #spend(file: OpenedFile): Promise<number> {
    if (this.#isClosed) return 0;
    const bytes = await file.read(this.#budget, this.#until);
    this.#budget -= bytes;
    return bytes;
  }

  async #unread(): Promise<number> {
    let bytes = 0;
    for (const { file } of this.#rotated) bytes += await file.unread();
    if (this.#current !== undefined) bytes += await this.#current.unread();
    return bytes;
  }

  #closeFiles(): void {
    for (const { file } of this.#rotated.splice(0)) file.close();
    this.#current?.close();
    this.#current = undefined;
  }
}
