import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { collectOnce } from '@telltale/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { textfileCollector } from './textfile-collector.ts';

// A real one takes a file system in user space: tooling/e2e/servers/textfile-hung-mount.test.ts has one.
const { hung } = vi.hoisted(() => ({ hung: { asked: 0, answer: () => {} } }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...original,
    readdir: (path: string) => {
      if (!path.endsWith('hung') || hung.asked > 1) return original.readdir(path);
      hung.asked++;
      const { promise, resolve } = Promise.withResolvers<string[]>();
      hung.answer = () => {
        hung.asked++;
        resolve(['a.prom']);
      };
      return promise;
    },
  };
});

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'textfile-'));
  for (const folder of ['hung', 'well']) {
    mkdirSync(join(root, folder));
    writeFileSync(join(root, folder, 'a.prom'), `${folder} 1\n`);
  }
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

it('costs only its own metrics, is asked once, and is read again when it has answered', async () => {
  const told: string[] = [];
  const collector = textfileCollector({
    directories: [join(root, 'hung'), join(root, 'well')],
    answerTimeoutMs: 20,
    onProblem: ({ file, message }) => told.push(`${basename(file)}: ${message}`),
  });
  const shown = async (): Promise<unknown[]> => {
    const families = await collectOnce(collector);
    return families.map((family) => {
      const { name } = family;
      const [series] = family.snapshot().series;
      return name === 'node_textfile_mtime_seconds' ? name : [name, series?.value];
    });
  };
  const withoutHung = [
    ['well', 1],
    'node_textfile_mtime_seconds',
    ['node_textfile_scrape_error', 1],
  ];
  expect(await shown()).toEqual(withoutHung);
  expect(await shown()).toEqual(withoutHung);
  expect(hung.asked).toBe(1);
  expect(told).toEqual([
    'hung: the folder cannot be read: it did not answer within 20 ms',
    'hung: the folder cannot be read: it has not answered since an earlier scrape, and is not asked until it has',
  ]);
  hung.answer();
  await vi.waitFor(async () => {
    expect(await shown()).toEqual([
      ['hung', 1],
      ['well', 1],
      'node_textfile_mtime_seconds',
      ['node_textfile_scrape_error', 0],
    ]);
  }, 20_000);
});
