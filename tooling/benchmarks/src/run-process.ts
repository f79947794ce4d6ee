import { spawn } from 'node:child_process';

/** A program with its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** A process that ended with an error, was ended because it took too long, or answered something else than JSON. */
export class ProcessFailed extends Error {
  override name = 'ProcessFailed';
}

const tenMinutes = 600_000;

/**
 * Runs a program that writes one line of JSON, and gives what it wrote.
 *
 * @throws ProcessFailed with what the program said about it
 */
export async function runProcess(command: Command, timeoutMs = tenMinutes): Promise<unknown> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let written = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal === null ? messageIn(errors) : `ended by ${signal}`);
    });
  });
  if (ended !== undefined) throw new ProcessFailed(ended);
  try {
    return JSON.parse(written);
  } catch {
    throw new ProcessFailed(`expected JSON, got ${JSON.stringify(written.slice(0, 100))}`);
  }
}

/** The line of an error that says what it is about, out of all that Node.js, V8 or Go write around it. */
function messageIn(errors: string): string {
  const lines = errors.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^\w*(Error|Page|Failed)\b.*: /.test(line)) ??
    lines.find((line) => line.includes('FATAL ERROR')) ??
    lines.find((line) => line !== '') ??
    'it said nothing'
  );
}
