import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Step } from './docs-page.ts';
import { printedAsShown } from './readme-example.ts';

const withinMs = 30_000;

interface Background {
  readonly end: () => Promise<void>;
}

export interface ReaderOptions {
  /** The folder that the reader works in. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Does what a page says, as its reader would in a terminal. */
export class DocsReader implements AsyncDisposable {
  readonly #options: ReaderOptions;
  readonly #background: Background[] = [];

  constructor(options: ReaderOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  /** @throws Error if something else happens than the page shows */
  async follow(step: Step): Promise<void> {
    if (step.do === 'write') {
      const path = join(this.#options.folder, step.file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, step.text);
    } else if (step.command === 'kill %1') {
      await this.#background.shift()?.end();
    } else {
      await this.#run(step);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { end } of this.#background) await end();
  }

  async #run({ command, shown, isBackground, fails }: Step & { do: 'run' }): Promise<void> {
    // As in a terminal, but that npx does not look around, and that signals reach what is in the background.
    const script = isBackground
      ? `exec ${command.replace(/^npx /, '')}`
      : `npx() { "$@"; }\n${command}`;
    // Both streams in the order in which they are written to.
    const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
      cwd: this.#options.folder,
      env: { ...process.env, NO_COLOR: '1', ...this.#options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    // What goes on has perhaps gone on to print when it is looked at.
    const wanted = isBackground ? `${shown.trimEnd()}\n...` : shown;
    const isAsShown = (): boolean =>
      shown === '' || printedAsShown(wanted, stripVTControlCharacters(printed));
    const fail = (what: string): never => {
      throw new Error(`$ ${command}\n${what}. The page shows:\n${shown}\nIt printed:\n${printed}`);
    };
    const closed = once(child, 'close') as Promise<[number | null]>;
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    if (isBackground) {
      const end = async (): Promise<void> => {
        if (!hasEnded()) child.kill('SIGTERM');
        await closed;
      };
      this.#background.push({ end });
      const deadline = Date.now() + withinMs;
      while (!isAsShown()) {
        if (hasEnded()) fail('it ended');
        if (Date.now() > deadline) fail('it printed something else');
        await sleep(20);
      }
      return;
    }
    const force = setTimeout(() => child.kill('SIGKILL'), withinMs);
    const [code] = await closed;
    clearTimeout(force);
    if ((code !== 0) !== fails) fail(`it ended with ${String(code)}`);
    if (!isAsShown()) fail('it printed something else');
  }
}
