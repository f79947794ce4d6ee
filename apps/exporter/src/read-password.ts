import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

/** Reads a line of standard input, without showing what is typed. An end without a line is an empty one. */
export async function readPassword(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return /^.*/.exec(await text(stdin))?.[0] ?? '';
  stderr.write(prompt);
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  const closed = new Promise<string>((resolve) => {
    lines.once('close', () => {
      resolve('');
    });
  });
  const typed = await Promise.race([lines.question(''), closed]);
  lines.close();
  stderr.write('\n');
  return typed;
}
