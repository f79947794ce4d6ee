import { readArguments, usage, UsageError, type Arguments } from './arguments.ts';
import { compare } from './commands/compare.ts';
import { profile } from './commands/profile.ts';
import { eventLoop } from './commands/event-loop.ts';
import { growth } from './commands/growth.ts';
import type { Machinery } from './commands/machinery.ts';
import { buildGoProgram, golangName } from './go-program.ts';
import { allRunners } from './runners.ts';

type Command = (given: Arguments, machinery: Machinery) => Promise<boolean>;

const run: Readonly<Record<Arguments['command'], Command>> = {
  compare,
  growth,
  'event-loop': eventLoop,
  profile,
};

/** Fails only where something could not be measured: how fast anything is, is no matter of passing. */
async function main(args: readonly string[]): Promise<void> {
  const given = readArguments(args);
  const built = buildGoProgram();
  const golang = 'skipped' in built ? undefined : built;
  if ('skipped' in built) console.log(`${golangName} is left out: ${built.skipped}\n`);
  try {
    if (!(await run[given.command](given, { runners: allRunners(golang), golang }))) {
      process.exitCode = 1;
    }
  } finally {
    golang?.remove();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
