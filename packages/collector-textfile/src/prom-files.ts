import { glob, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderGuard, type Step } from './folder-guard.ts';
import { NotAFile, readPromFile, type PromFile } from './read-prom-file.ts';
import { messageOf, type TextfileProblem } from './textfile-problem.ts';

const magic = /[*?[{]/;

/** What the files of one folder had in them. */
interface FolderContent {
  readonly files: ReadonlyMap<string, PromFile>;
  readonly problems: readonly TextfileProblem[];
}

/** The `*.prom` files in folders. */
export class PromFiles {
  readonly #directories: readonly string[];
  readonly #maxFileBytes: number;
  readonly #guard: FolderGuard;

  constructor(directories: readonly string[], maxFileBytes: number, timeoutMs: number) {
    this.#directories = [...directories];
    this.#maxFileBytes = maxFileBytes;
    this.#guard = new FolderGuard(timeoutMs);
  }

  /**
   * Reads them, each once, in the order of the folders and then of their names. A folder that does not answer is left
   * out.
   *
   * @throws the reason of the signal, if that aborts
   */
  async read(
    onProblem: (problem: TextfileProblem) => void,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PromFile>> {
    const files = new Map<string, PromFile>();
    const folders = new Set<string>();
    const problemOf = (file: string) => (error: unknown) => {
      signal.throwIfAborted();
      const message = `the folder cannot be read: ${messageOf(error)}`;
      onProblem({ file, message, cause: error });
    };
    for (const directory of this.#directories) {
      const found = await this.#foldersOf(directory, signal).catch(problemOf(directory));
      for (const folder of found ?? []) folders.add(folder);
    }
    this.#guard.forgetAllBut(folders);
    // One after the other, so that no more of them are asked than may hang.
    for (const folder of folders) {
      const content = await this.#contentOf(folder, signal).catch(problemOf(folder));
      for (const problem of content?.problems ?? []) onProblem(problem);
      for (const [path, file] of content?.files ?? []) files.set(path, file);
    }
    return files;
  }

  /** A pattern that matches nothing is taken for the path of a folder, as a folder may be called `a[1]`. */
  async #foldersOf(directory: string, signal: AbortSignal): Promise<string[]> {
    if (!magic.test(directory)) return [directory];
    const lookUp = async (step: Step): Promise<string[]> => {
      const matches: string[] = [];
      for await (const match of glob(directory)) {
        matches.push(match);
        step();
      }
      return matches.length === 0 ? [directory] : matches.sort();
    };
    return this.#guard.run(`the pattern ${directory}`, lookUp, signal);
  }

  async #contentOf(folder: string, signal: AbortSignal): Promise<FolderContent> {
    return this.#guard.run(folder, (step) => this.#readFolder(folder, step), signal);
  }

  async #readFolder(folder: string, step: Step): Promise<FolderContent> {
    const files = new Map<string, PromFile>();
    const problems: TextfileProblem[] = [];
    const names = await readdir(folder);
    step();
    for (const name of names.filter((each) => each.endsWith('.prom')).sort()) {
      const path = join(folder, name);
      try {
        files.set(path, await readPromFile(path, this.#maxFileBytes));
      } catch (error) {
        const message = `the file was left out: ${messageOf(error)}`;
        if (!(error instanceof NotAFile)) problems.push({ file: path, message, cause: error });
      }
      step();
    }
    return { files, problems };
  }
}
