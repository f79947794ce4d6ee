import { spawn, type ChildProcess } from 'node:child_process';
import { repository } from '../src/repository.ts';
import { waitUntil } from './wait-until.ts';

export interface ProgramOptions {
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that runs in the checkout until it is ended. */
export class StartedProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<ProgramEnd>;
  readonly #closed: Promise<ProgramEnd>;
  /** Set when all that it printed has been read. */
  #end: ProgramEnd | undefined;
  #output = '';

  constructor(program: string, args: readonly string[], options: ProgramOptions = {}) {
    this.#name = [program, ...args].join(' ');
    this.#child = spawn(program, args, {
      cwd: repository,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#output += error.message;
        resolve((this.#end = { code: null, signal: null }));
      });
      // What it leaves behind may hold its output open for longer, so that alone is its end.
      this.#child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        resolve((this.#end = { code, signal }));
      });
    });
  }

  /** Resolves when it has ended by itself, and all that it printed has been read. */
  get ended(): Promise<ProgramEnd> {
    return this.#closed;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} did not start`);
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What it printed so far, stdout and stderr together. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has printed what `pattern` matches; throws with its output when it ends instead. */
  async printed(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray> {
    const match = await waitUntil(
      `${this.#name} prints ${String(pattern)}`,
      () => pattern.exec(this.#output) ?? this.#end,
      withinMs === undefined ? {} : { withinMs },
    );
    if (!('code' in match)) return match;
    const { code, signal } = match;
    throw new Error(`${this.#name} ended with ${String(code ?? signal)}\n${this.#output}`);
  }

  /** Asks it to end, and ends it by force when it does not within `withinMs`. */
  async end(withinMs = 15_000): Promise<ProgramEnd> {
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), withinMs);
    const end = await this.#ended;
    clearTimeout(force);
    return end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** Starts a program of the workspace from its source, on the Node.js that runs the tests. */
export function startFromSource(
  file: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): StartedProgram {
  return new StartedProgram(
    process.execPath,
    ['--conditions=@telltale/source', file, ...args],
    options,
  );
}
