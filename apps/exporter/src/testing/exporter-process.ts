import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Output } from './output.ts';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A program of this package in a process of its own, run from source. */
export class ExporterProcess {
  readonly out = new Output();
  readonly err = new Output();
  /** Resolves with the exit code, or the signal that ended it, when all its output was read. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcess;

  /**
   * @param nodeArgs - what follows `node`
   * @param input - what it can read. Default: nothing
   */
  constructor(nodeArgs: readonly string[], input?: string) {
    const child = spawn(process.execPath, ['--conditions=@telltale/source', ...nodeArgs], {
      cwd: packageFolder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    child.stdout.setEncoding('utf8').on('data', this.out.append);
    child.stderr.setEncoding('utf8').on('data', this.err.append);
    this.#child = child;
    this.ended = once(child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
