import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { need } from '../../src/need.ts';
import { run } from '../../src/repository.ts';
import { buildAddon, buildMuslHost } from './compile.ts';

const compiles = need({
  what: 'the test of the allocator addon on musl',
  command: ['sh', '-c', 'gcc --version && musl-gcc --version'],
  missing: 'gcc or musl-gcc',
  install: 'apt-get install gcc libc6-dev musl-tools',
});
// musl-gcc compiles for the machine it runs on, and the program runs here.
const isSupported = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(compiles && isSupported)('the allocator addon on musl', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-musl-')));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is loaded, and takes the malloc of musl for none that it knows', () => {
    const host = buildMuslHost(folder);
    expect(run(folder, 'readelf', '--program-headers', host)).toContain('ld-musl');
    expect(run(folder, host, buildAddon(folder))).toBe(
      'functions allocator read\nallocator undefined\nfigures undefined\n',
    );
  });
});
