import { runExporter } from '../run-exporter.ts';
import { FakeIo } from './fake-io.ts';

/** What a command came to. */
export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** For tests: runs a command of the exporter to its end. */
export async function runCommand(...args: string[]): Promise<CommandRun> {
  const io = new FakeIo();
  const code = await runExporter({ args, io });
  return { code, out: io.out.text, err: io.err.text };
}
