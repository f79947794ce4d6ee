import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryFolder } from '../testing/temporary-folder.ts';
import { WatchedFiles } from './watched-files.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

/** Two files that are watched, on a clock that is a second ahead of them. */
function watched(aheadMs = 1000) {
  const paths = ['a', 'b'].map((name) => folder.write(name, 'old'));
  const clock = { ahead: aheadMs };
  const files = new WatchedFiles(() => Date.now() + clock.ahead);
  for (const path of paths) files.add(path);
  return { files, clock };
}

describe('WatchedFiles', () => {
  it('have not changed by being looked at', () => {
    const { files } = watched();
    expect(files.haveChanged()).toBe(false);
    expect(files.haveChanged()).toBe(false);
  });

  it('have changed when one was written to, until it is taken', () => {
    const { files } = watched();
    const path = folder.write('b', 'newer');
    expect(files.haveChanged()).toBe(true);
    expect(files.haveChanged()).toBe(true);
    files.clear();
    files.add(path);
    expect(files.haveChanged()).toBe(false);
  });

  it('have changed when one was replaced by another of the same size', () => {
    const { files } = watched();
    renameSync(folder.write('c', 'new'), join(folder.path, 'a'));
    expect(files.haveChanged()).toBe(true);
  });

  it('have not changed as long as somebody may be writing', () => {
    const { files, clock } = watched(0);
    folder.write('a', '');
    expect(files.haveChanged()).toBe(false);
    folder.write('a', 'new');
    expect(files.haveChanged()).toBe(false);
    clock.ahead += 300;
    expect(files.haveChanged()).toBe(true);
  });

  it('have changed when they look so for long, whatever the clock of their disk says', () => {
    const { files, clock } = watched(-3_600_000);
    folder.write('a', 'new');
    expect(files.haveChanged()).toBe(false);
    clock.ahead += 200;
    expect(files.haveChanged()).toBe(false);
    folder.write('a', 'newer');
    clock.ahead += 200;
    expect(files.haveChanged()).toBe(false);
    clock.ahead += 300;
    expect(files.haveChanged()).toBe(true);
  });

  it('have changed when one stays away', () => {
    const { files, clock } = watched();
    rmSync(join(folder.path, 'a'));
    expect(files.haveChanged()).toBe(false);
    clock.ahead += 300;
    expect(files.haveChanged()).toBe(true);
  });
});
