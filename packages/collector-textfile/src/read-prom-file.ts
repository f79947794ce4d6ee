import { constants, type BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from '@telltale/exposition';
import type { MetricFamily } from '@telltale/model';

/** What a file had in it. */
export interface PromFile {
  readonly families: readonly MetricFamily[];
  /** Whole seconds of Unix time, as node_exporter shows them. */
  readonly modified: number;
}

/**
 * Reads one file whole. What it says is taken all or not at all: half of what a job wrote may be worse than nothing.
 *
 * @throws PARSE_ERROR if it is not a valid page of text
 * @throws NotAFile if it is a folder
 * @throws Error if it cannot be read, is no regular file, is too large, was written to meanwhile, or has timestamps
 */
export async function readPromFile(path: string, maxBytes: number): Promise<PromFile> {
  // A pipe called x.prom would keep a plain open() waiting, and with it a thread of libuv, until somebody writes.
  // On Windows, which has no such pipes, O_NONBLOCK is undefined, and that is 0 here.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { bytes, modified } = await readWhole(file, maxBytes);
    const families = parse(bytes, { contentType: 'text/plain; version=0.0.4' });
    const stamped = families.find(hasTimestamps);
    if (stamped !== undefined) {
      throw new Error(`${stamped.name} has a timestamp of its own, which is not supported`);
    }
    return { families, modified };
  } finally {
    await file.close();
  }
}

/** A folder whose name ends as those of files do. */
export class NotAFile extends Error {}

/** What is needed of a `FileHandle`. */
interface OpenFile {
  readonly stat: (options: { bigint: true }) => Promise<BigIntStats>;
  readonly read: (
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ readonly bytesRead: number }>;
}

/** Reads a file that nobody writes to meanwhile. */
export async function readWhole(
  file: OpenFile,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; modified: number }> {
  const before = await file.stat({ bigint: true });
  if (before.isDirectory()) throw new NotAFile('it is a folder');
  if (!before.isFile()) throw new Error('it is not a regular file');
  if (before.size > maxBytes) {
    throw new Error(`it has ${before.size.toString()} bytes, at most ${maxBytes} are read`);
  }
  const size = Number(before.size);
  // One byte more than there should be shows that there is more.
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const after = await file.stat({ bigint: true });
  if (length !== size || after.size !== before.size || after.mtimeNs !== before.mtimeNs) {
    throw new Error('it was written to while it was read; write another file and rename it');
  }
  return { bytes: buffer.subarray(0, length), modified: Number(after.mtimeNs / 1_000_000_000n) };
}

function hasTimestamps({ columns: { size, timestamps } }: MetricFamily): boolean {
  return timestamps?.subarray(0, size).some((timestamp) => !Number.isNaN(timestamp)) ?? false;
}
