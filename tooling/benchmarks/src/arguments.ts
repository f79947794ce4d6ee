import { parseArgs } from 'node:util';

/** What was typed cannot be run; the message says what to type instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const commands = ['compare', 'growth', 'event-loop', 'profile'] as const;

export interface Arguments {
  readonly command: (typeof commands)[number];
  /** Parts of the names of cases; undefined for all. */
  readonly cases: readonly string[] | undefined;
  /** Names of contenders, or parts of them; undefined for all. */
  readonly contenders: readonly string[] | undefined;
  /** Undefined for the default of the command. */
  readonly rounds: number | undefined;
  readonly quick: boolean;
}

export const usage = `pnpm bench [compare | growth | event-loop | profile] [options]

  --cases a,b        only cases with one of these in their names
  --contenders a,b   only these; nothing is written then
  --rounds N         an odd number; default: 7, of growth 1, of event-loop 5
  --quick            small sizes, 3 rounds, writes nothing
  --case x, --contender y   the one case and contender of profile`;

/** @throws UsageError */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  const [name = 'compare', ...others] = positionals;
  const command = commands.find((known) => known === name);
  if (command === undefined) {
    throw new UsageError(`expected one of ${commands.join(', ')}, got "${name}"`);
  }
  if (others.length > 0) throw new UsageError(`unexpected "${others.join(' ')}"`);
  return {
    command,
    cases: list('cases', values.cases ?? values.case),
    contenders: list('contenders', values.contenders ?? values.contender),
    rounds: rounds(values.rounds),
    quick: values.quick ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        cases: { type: 'string' },
        case: { type: 'string' },
        contenders: { type: 'string' },
        contender: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function list(option: string, given: string | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const parts = given.split(',').filter((part) => part !== '');
  if (parts.length === 0) throw new UsageError(`--${option}: expected names, got nothing`);
  return parts;
}

function rounds(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (Number.isInteger(number) && number > 0 && number % 2 === 1) return number;
  throw new UsageError(`--rounds: expected an odd number from 1 up, got "${given}"`);
}

/**
 * Those whose name is one of `parts`, or has it in it where no name is the very part.
 *
 * @throws UsageError if a part is in no name
 */
export function selected<Named>(
  all: readonly Named[],
  nameOf: (one: Named) => string,
  parts: readonly string[] | undefined,
): Named[] {
  if (parts === undefined) return [...all];
  const names = all.map(nameOf);
  for (const part of parts) {
    if (names.some((name) => name.includes(part))) continue;
    throw new UsageError(`there is no "${part}"; there are ${names.join(', ')}`);
  }
  return all.filter((one) => {
    const name = nameOf(one);
    return parts.some((part) => (names.includes(part) ? name === part : name.includes(part)));
  });
}
