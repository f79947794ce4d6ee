import { glob, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type TextfileProblem } from './textfile-problem.ts';

const magic = /[*?[{]/;

/**
 * The `*.prom` files in folders, each once, in the order of the folders and then of their names. A pattern that matches
 * nothing is taken for the path of a folder, as a folder may be called `a[1]`.
 */
export async function promFiles(
  directories: readonly string[],
  onProblem: (problem: TextfileProblem) => void,
): Promise<string[]> {
  const folders = new Set<string>();
  for (const directory of directories) {
    for (const folder of await foldersOf(directory)) folders.add(folder);
  }
  const files = new Set<string>();
  for (const folder of folders) {
    try {
      const names = await readdir(folder);
      for (const name of names.filter((each) => each.endsWith('.prom')).sort()) {
        files.add(join(folder, name));
      }
    } catch (error) {
      const message = `the folder cannot be read: ${messageOf(error)}`;
      onProblem({ file: folder, message, cause: error });
    }
  }
  return [...files];
}

async function foldersOf(directory: string): Promise<string[]> {
  if (!magic.test(directory)) return [directory];
  const matches: string[] = [];
  for await (const match of glob(directory)) matches.push(match);
  return matches.length === 0 ? [directory] : matches.sort();
}
