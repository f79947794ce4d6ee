import { exitCodes } from '../cli/cli-flags.ts';
import type { ExporterIo } from '../exporter-io.ts';

/** A tenth of a second for whoever guesses; as the exporter-toolkit advises. */
const cost = 10;
/** Bcrypt looks at no more. */
const maxBytes = 72;

/** Prints the bcrypt hash of the password on standard input. @returns the exit code */
export async function hashPassword(io: ExporterIo): Promise<number> {
  const password = (await io.readPassword?.('Password: ')) ?? '';
  const bytes = Buffer.byteLength(password);
  if (bytes === 0) {
    io.stderr('There is no password on standard input.\n');
    return exitCodes.failed;
  }
  if (bytes > maxBytes) {
    io.stderr(`The password has ${bytes} bytes, and bcrypt takes only ${maxBytes}: shorten it.\n`);
    return exitCodes.failed;
  }
  const { hash } = await import('bcryptjs');
  io.stdout(`${await hash(password, cost)}\n`);
  return exitCodes.done;
}
