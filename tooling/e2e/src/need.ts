import { spawnSync } from 'node:child_process';

interface Need {
  /** The tests that need it, for the line that says what was skipped. */
  what: string;
  /** A command that ends with 0 where the program is there. */
  command: readonly [program: string, ...args: string[]];
  /** What is missing where the command fails. Default: the program of the command. */
  missing?: string;
  /** How to install it on Debian. */
  install: string;
  /** Whether it is skipped also where TELLTALE_REQUIRE_SERVERS is set: CI does not install it. Default: false. */
  isOptional?: boolean;
}

/**
 * Whether a program that tests need is there; use it with `describe.runIf`. Where it is not, one
 * line says so. With TELLTALE_REQUIRE_SERVERS=1, as in CI, a missing one is an error instead,
 * unless it is optional.
 */
export function need({
  what,
  command: [program, ...args],
  missing = program,
  install,
  isOptional,
}: Need): boolean {
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  if (status === 0) return true;
  const remedy = `${missing} does not run here. To run them: ${install} && pnpm test:servers`;
  if (process.env['TELLTALE_REQUIRE_SERVERS'] === '1' && isOptional !== true) {
    throw new Error(`${what} cannot run: ${remedy}`);
  }
  console.log(`skipped: ${what}: ${remedy}`);
  return false;
}
