import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textfileCollector } from '@telltale/collector-textfile';
import { Registry } from '@telltale/registry';
import { encodeText } from '@telltale/exposition';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { need } from '../src/need.ts';
import { repository } from '../src/repository.ts';
import { StartedProgram } from './started-program.ts';

const isThere = need({
  what: 'text files on a file system that never answers',
  command: [
    'sh',
    '-c',
    'test "$(id -u)" = 0 && test -c /dev/fuse && python3 --version && unshare -m true',
  ],
  missing: 'a file system in user space, as root,',
  install: 'apt-get install python3',
  isOptional: true,
});

// What hangs would hang others that look at all mounts: these tests run in a mount namespace of their own.
const isApart = process.env['TELLTALE_OWN_MOUNTS'] === '1';

test.runIf(isThere && !isApart)(
  'text files on a file system that never answers',
  () => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--root', 'tooling/e2e'];
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['-m', process.execPath, ...vitest, 'servers/textfile-hung-mount'],
      {
        cwd: repository,
        encoding: 'utf8',
        env: { ...process.env, TELLTALE_OWN_MOUNTS: '1' },
        timeout: 100_000,
      },
    );
    expect(status, stdout + stderr).toBe(0);
  },
  120_000,
);

describe.runIf(isThere && isApart)('a folder on a file system that never answers', () => {
  let root: string;
  let program: StartedProgram | undefined;
  let hung: string;
  let well: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'telltale-hung-'));
    [hung, well] = [join(root, 'hung'), join(root, 'well')];
    await mkdir(hung);
    await mkdir(well);
    await writeFile(join(hung, 'below.prom'), 'below 1\n');
    await writeFile(join(well, 'a.prom'), 'well 1\n');
  });
  afterEach(async () => {
    // To remove what hangs would hang.
    await program?.end();
    program = undefined;
    await rm(root, { recursive: true });
  });

  async function mountHung(): Promise<StartedProgram> {
    program = new StartedProgram('python3', [join(import.meta.dirname, 'hung_mount.py'), hung]);
    await program.printed(/mounted/);
    return program;
  }

  const questionsTo = (program: StartedProgram): number => program.output.split('asked').length - 1;

  /** The lines of a page that say something of files. */
  async function shown(registry: Registry): Promise<string[]> {
    const page = encodeText(await registry.gather());
    return page
      .split('\n')
      .filter((line) => /^(?:below|well|node_textfile_scrape_error) /.test(line));
  }

  function registryOf(directories: readonly string[], told: string[]): Registry {
    const registry = new Registry({ collectorMetrics: false });
    registry.register(
      textfileCollector({
        directories,
        answerTimeoutMs: 200,
        onProblem: ({ file, message }) => told.push(`${file.slice(root.length + 1)}: ${message}`),
      }),
    );
    return registry;
  }

  test('costs only its own metrics, is asked once, and is read once it answers', async () => {
    const told: string[] = [];
    const registry = registryOf([hung, well], told);
    expect(await shown(registry)).toEqual(['below 1', 'node_textfile_scrape_error 0', 'well 1']);
    const server = await mountHung();
    for (let scrape = 0; scrape < 8; scrape++) {
      expect(await shown(registry)).toEqual(['node_textfile_scrape_error 1', 'well 1']);
    }
    expect(questionsTo(server)).toBe(1);
    const again = 'it has not answered since an earlier scrape, and is not asked until it has';
    expect(told).toEqual([
      'hung: the folder cannot be read: it did not answer within 200 ms',
      ...Array.from({ length: 7 }, () => `hung: the folder cannot be read: ${again}`),
    ]);
    await server.end();
    await vi.waitFor(async () => {
      expect(await shown(registry)).toEqual(['below 1', 'node_textfile_scrape_error 0', 'well 1']);
    }, 20_000);
  });

  test('leaves threads to others where several folders are on it', async () => {
    const server = await mountHung();
    const told: string[] = [];
    const below = ['a', 'b', 'c', 'd', 'e'].map((name) => join(hung, name));
    const registry = registryOf([well, hung, ...below], told);
    for (let scrape = 0; scrape < 3; scrape++) {
      expect(await shown(registry)).toEqual(['node_textfile_scrape_error 1', 'well 1']);
    }
    expect(questionsTo(server)).toBeLessThanOrEqual(2);
    // Reading a file takes a thread of the pool.
    expect(await readFile(join(well, 'a.prom'), 'utf8')).toBe('well 1\n');
    expect(told.slice(0, 3)).toEqual([
      'hung: the folder cannot be read: it did not answer within 200 ms',
      'hung/a: the folder cannot be read: it did not answer within 200 ms',
      'hung/b: the folder cannot be read: it is not asked while 2 others do not answer',
    ]);
  });
});
