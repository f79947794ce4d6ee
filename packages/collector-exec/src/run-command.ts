import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExecError } from './exec-error.ts';
import { ProcessGroup } from './process-group.ts';
import type { Secrets } from '@telltale/rows/internal';

const keptStderrBytes = 4096;
const shownStderrLines = 5;
const shownStderrLength = 500;

/** How a command is run. */
export interface RunSettings {
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly killGraceMs: number;
  readonly maxOutputBytes: number;
  readonly secrets: Secrets;
}

/** What a command did. */
export interface Run {
  readonly stdout: Buffer;
  /** The first lines that it printed to stderr, without secrets. */
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationSeconds: number;
}

/**
 * Runs a program, without a shell, in a process group of its own, and reads what it prints. When it takes too long,
 * prints too much or is not wanted any more, the whole group is ended, and then it rejects.
 *
 * @throws ExecError, or the reason of `signal`
 */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  settings: RunSettings,
  signal: AbortSignal,
): Promise<Run> {
  signal.throwIfAborted();
  const began = performance.now();
  const child = start(program, args, settings);
  const failedToStart = once(child, 'error').then(([error]) => {
    throw startError(program, error);
  });
  const exited = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (code, by) => {
      resolve([code, by]);
    });
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const stop = new AbortController();
  const output = collectOutput(child.stdout, settings.maxOutputBytes, () => {
    const message = `${program} printed more than ${settings.maxOutputBytes} bytes, and was ended. Raise maxOutputBytes if that is right.`;
    stop.abort(new ExecError('output', message));
  });
  const errors = firstBytes(child.stderr, keptStderrBytes);
  const timer = setTimeout(() => {
    const message = `${program} did not end within ${settings.timeoutMs} ms, and was ended.`;
    stop.abort(new ExecError('timeout', message + said(errors.text(settings.secrets))));
  }, settings.timeoutMs);
  const unwanted = (): void => {
    stop.abort(signal.reason);
  };
  signal.addEventListener('abort', unwanted, { once: true });
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => {
      reject(stop.signal.reason as Error);
    });
  });
  stopped.catch(() => undefined);
  failedToStart.catch(() => undefined);
  try {
    const [code, by] = await Promise.race([exited, failedToStart, stopped]);
    // What it left running in the background may hold its output open.
    const isClosed = await Promise.race([within(settings.killGraceMs, closed), stopped]);
    if (!isClosed && child.pid !== undefined) {
      await new ProcessGroup(child.pid).end(settings.killGraceMs);
    }
    const stderr = errors.text(settings.secrets);
    if (code === null) {
      throw new ExecError('exit', `${program} was ended by ${String(by)}.${said(stderr)}`);
    }
    const durationSeconds = (performance.now() - began) / 1000;
    return { stdout: output(), stderr, exitCode: code, durationSeconds };
  } catch (error) {
    if (stop.signal.aborted && child.pid !== undefined) {
      await new ProcessGroup(child.pid).end(settings.killGraceMs);
    }
    throw error;
  } finally {
    // When the program could not be started, the streams do not end by themselves.
    clearTimeout(timer);
    signal.removeEventListener('abort', unwanted);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function start(program: string, args: readonly string[], { cwd, env }: RunSettings) {
  try {
    return spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    throw startError(program, error);
  }
}

/** The error of Node.js has all arguments in it, and is therefore not passed on. */
function startError(program: string, error: unknown): ExecError {
  const { code } = error as NodeJS.ErrnoException;
  return new ExecError('start', `${program} could not be started: ${reasonOf(code)}`);
}

/** Whether it was fulfilled in that time. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal });
  late.catch(() => undefined);
  const isDone = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return isDone;
}

/** What a command said before it failed, as the end of a message. */
export function said(stderr: string): string {
  return stderr === '' ? '' : ` It said: ${stderr}`;
}

function reasonOf(code: string | undefined): string {
  if (code === 'ENOENT') {
    return 'ENOENT. There is no such program in PATH, or no such cwd. A command is a program and its arguments; it is not given to a shell.';
  }
  if (code === 'EACCES') return 'EACCES. The file may not be executed.';
  return `${code ?? 'unknown error'}.`;
}

function collectOutput(stream: Readable, maxBytes: number, onTooMuch: () => void): () => Buffer {
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= maxBytes) pieces.push(piece);
    else {
      pieces.length = 0;
      onTooMuch();
    }
  });
  stream.on('error', () => undefined);
  return () => Buffer.concat(pieces);
}

function firstBytes(stream: Readable, maxBytes: number): { text(secrets: Secrets): string } {
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    // The rest is read, too: a program that nobody reads from stands still.
    if (bytes < maxBytes) pieces.push(piece);
    bytes += piece.length;
  });
  stream.on('error', () => undefined);
  return {
    text: (secrets) => {
      const kept = Buffer.concat(pieces).subarray(0, maxBytes);
      const decoded = new TextDecoder().decode(kept, { stream: true });
      const lines = secrets
        .hide(decoded, bytes > maxBytes)
        .trim()
        .split(/\r?\n/);
      return lines.slice(0, shownStderrLines).join(' | ').slice(0, shownStderrLength);
    },
  };
}
