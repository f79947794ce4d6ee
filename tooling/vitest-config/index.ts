import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Siblings are imported from their sources, so that tests need no build. */
const ssr = { resolve: { conditions: ['@telltale/source', ...defaultServerConditions] } };

/** With TELLTALE_TEST_REPORTS, a folder, each run leaves its results there for CI to count. */
const reportFolder = process.env['TELLTALE_TEST_REPORTS'];
const reporting =
  reportFolder === undefined
    ? {}
    : {
        reporters: ['default', 'json'],
        outputFile: { json: join(reportFolder, `${process.pid}-${Date.now()}.json`) },
      };

/**
 * One project for each workspace folder that `folders` matches, named as its folder is, and one
 * named `types` for the type tests of all of them.
 */
export function workspace(...folders: string[]) {
  const projects = globSync(folders)
    .filter((folder) => existsSync(`${folder}/package.json`))
    .sort()
    .map((folder) => ({
      ssr,
      test: { name: basename(folder), root: folder, include: ['**/*.test.ts'] },
    }));
  const types = {
    test: {
      name: 'types',
      include: [],
      typecheck: {
        enabled: true,
        only: true,
        tsconfig: 'tsconfig.json',
        include: ['**/*.test-d.ts'],
      },
    },
  };
  // By itself vitest leaves one processor to others, which on a machine of two is half of it.
  return defineConfig({
    test: { ...reporting, maxWorkers: '100%', projects: [...projects, types] },
  });
}

/** Tests that run programs and servers: two files at a time, as they mostly wait for them, and patiently. */
export function endToEnd(include: string[]) {
  return defineConfig({
    ssr,
    test: {
      ...reporting,
      include,
      passWithNoTests: true,
      maxWorkers: 2,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  });
}
