import { compareSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { runExporter } from '../run-exporter.ts';
import { ExporterProcess } from '../testing/exporter-process.ts';
import { FakeIo } from '../testing/fake-io.ts';

async function run(typed: string | undefined) {
  const io = new FakeIo();
  const prompts: string[] = [];
  const readPassword = (prompt: string): Promise<string> => {
    prompts.push(prompt);
    return Promise.resolve(typed ?? '');
  };
  const { stdout, stderr, exit, onSignal } = io;
  const code = await runExporter({
    args: ['hash-password'],
    io: { stdout, stderr, exit, onSignal, ...(typed !== undefined && { readPassword }) },
  });
  return { code, prompts, out: io.out.text, err: io.err.text };
}

it('prints a hash of what was typed, and nothing else', async () => {
  const { code, prompts, out, err } = await run('pässword 1');
  expect([code, prompts, err]).toEqual([0, ['Password: '], '']);
  expect(out).toMatch(/^\$2b\$10\$[./A-Za-z0-9]{53}\n$/);
  expect(compareSync('pässword 1', out.trimEnd())).toBe(true);
});

it.each([undefined, ''])('wants a password, not %j', async (typed) => {
  const { code, out, err } = await run(typed);
  expect([code, out, err]).toEqual([1, '', 'There is no password on standard input.\n']);
});

it('takes no password of which bcrypt would not look at the end', async () => {
  const { code, out, err } = await run('ä'.repeat(37));
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe('The password has 74 bytes, and bcrypt takes only 72: shorten it.\n');
});

it('reads the first line of a pipe', async () => {
  const program = new ExporterProcess(['src/main.ts', 'hash-password'], 's3cret\r\nmore\n');
  expect(await program.ended).toBe(0);
  expect(compareSync('s3cret', program.out.text.trimEnd())).toBe(true);
});
