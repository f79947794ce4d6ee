import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Siblings are imported from their sources, so that tests need no build. */
const ssr = { resolve: { conditions: ['@telltale/source', ...defaultServerConditions] } };

/** One project for each workspace folder that `folders` matches, named as its package is. */
export function workspace(...folders: string[]) {
  const projects = globSync(folders)
    .filter((folder) => existsSync(`${folder}/package.json`))
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
        include: folders.map((folder) => `${folder}/src/**/*.test-d.ts`),
      },
    },
  };
  return defineConfig({ test: { passWithNoTests: true, projects: [...projects, types] } });
}

/** Tests that run programs and servers: one file at a time, and patiently. */
export function endToEnd(include: string[]) {
  return defineConfig({
    ssr,
    test: { include, fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 },
  });
}
