import { closeSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcFile } from './proc-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proc-file-'));
  path = join(folder, 'stat');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The descriptors of this process that a path is open through. */
function descriptorsOf(of: string): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === of;
      } catch {
        // The one that the listing was read through.
        return false;
      }
    });
}

describe.skipIf(process.platform !== 'linux')('ProcFile', () => {
  it('reads a file anew each time, however long it is', () => {
    const file = new ProcFile(path, false);
    for (const text of ['short\n', 'x'.repeat(4096), 'y'.repeat(10_000), '']) {
      writeFileSync(path, text);
      expect(file.read()).toBe(text);
      expect(descriptorsOf(path)).toEqual([]);
    }
  });

  it('gives what stands from a text on, and nothing where that is not there any more', () => {
    const file = new ProcFile(path, false);
    writeFileSync(path, 'TcpExt: 1\nIpExt: 2\nIpExt: 3\n');
    expect(file.read('IpExt: ')).toBe('IpExt: 2\nIpExt: 3\n');
    writeFileSync(path, 'TcpExt: 1\n');
    expect(file.read('IpExt: ')).toBe('');
  });

  it('gives nothing where the file is missing, and reads it once it is there', () => {
    const file = new ProcFile(path, true);
    expect(file.read()).toBeUndefined();
    writeFileSync(path, '1\n');
    expect(file.read()).toBe('1\n');
    file[Symbol.dispose]();
  });

  it('stays open where it is kept, until it is disposed of', () => {
    writeFileSync(path, '1\n');
    const file = new ProcFile(path, true);
    expect(descriptorsOf(path)).toEqual([]);
    file.read();
    file.read();
    expect(descriptorsOf(path)).toHaveLength(1);
    file[Symbol.dispose]();
    expect(descriptorsOf(path)).toEqual([]);
  });

  it('is opened again where its descriptor does not work any more', () => {
    writeFileSync(path, '1\n');
    const file = new ProcFile(path, true);
    file.read();
    closeSync(descriptorsOf(path)[0]!);
    expect(file.read()).toBe('1\n');
    file[Symbol.dispose]();
    expect(descriptorsOf(path)).toEqual([]);
  });
});
