import {
  appendFileSync,
  mkdtempSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPromFile, readWhole } from './read-prom-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'textfile-'));
  path = join(folder, 'a.prom');
  writeFileSync(path, 'a 1\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('readWhole', () => {
  /** Reads the file while something is done to it, before its first bytes are read. */
  async function readDuring(change: () => void): Promise<string> {
    await using file = await open(path);
    let changed = false;
    const { bytes } = await readWhole(
      {
        stat: (options) => file.stat(options),
        read: (...args) => {
          if (!changed) change();
          changed = true;
          return file.read(...args);
        },
      },
      1000,
    );
    return new TextDecoder().decode(bytes);
  }

  it('reads all of a file that stays as it is', async () => {
    expect(await readDuring(() => {})).toBe('a 1\n');
  });

  it.each([
    [
      'grows',
      () => {
        appendFileSync(path, 'b 2\n');
      },
    ],
    [
      'shrinks',
      () => {
        truncateSync(path, 2);
      },
    ],
    [
      'is written anew with the same length',
      () => {
        utimesSync(path, 1, 1);
      },
    ],
  ])('refuses a file that %s meanwhile', async (_, change) => {
    await expect(readDuring(change)).rejects.toThrow(
      'it was written to while it was read; write another file and rename it',
    );
  });
});

describe('readPromFile', () => {
  it('tells when the file was modified, in whole seconds', async () => {
    utimesSync(path, 5, 1234.75);
    expect(await readPromFile(path, 1000)).toMatchObject({
      modified: 1234,
      families: [{ name: 'a' }],
    });
  });

  it('reads a file of the largest size, and none above it', async () => {
    await expect(readPromFile(path, 4)).resolves.toBeDefined();
    await expect(readPromFile(path, 3)).rejects.toThrow('it has 4 bytes, at most 3 are read');
  });

  it('takes an empty file', async () => {
    writeFileSync(path, '');
    expect(await readPromFile(path, 1)).toMatchObject({ families: [] });
  });
});
