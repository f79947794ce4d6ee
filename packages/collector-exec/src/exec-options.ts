import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { Secrets } from '@telltale/rows/internal';
import type { RunSettings } from './run-command.ts';

/** How commands are run. */
export interface ExecOptions {
  /** The folder that commands run in. Default: that of this process. */
  readonly cwd?: string | undefined;
  /** The environment of commands, besides `passEnv` and `secretEnv`. Nothing else of this process is passed on. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of variables that are passed on as this process has them, if it does. Default: `['PATH']`. */
  readonly passEnv?: readonly string[] | undefined;
  /** Variables whose values are secret. Where a command prints one of them to stderr, errors have `<secret>` in its place. Default: none. */
  readonly secretEnv?: Readonly<Record<string, string>> | undefined;
  /** How long a command may take, in milliseconds. The deadline of a scrape may come before. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** How long a process group that was asked to end (`SIGTERM`) has until it is ended (`SIGKILL`), in milliseconds. Default: 500. */
  readonly killGraceMs?: number | undefined;
  /** How much a command may print, in bytes. Default: 4 MiB. */
  readonly maxOutputBytes?: number | undefined;
  /** How many commands run at the same time; others wait for their turn. Default: 4. */
  readonly maxConcurrent?: number | undefined;
}

/** Options as they are used. */
export interface ResolvedExecOptions extends RunSettings {
  readonly maxConcurrent: number;
}

const known = [
  'cwd',
  'env',
  'passEnv',
  'secretEnv',
  'timeoutMs',
  'killGraceMs',
  'maxOutputBytes',
  'maxConcurrent',
];

/**
 * Checks the options, and fills in the defaults.
 *
 * @throws INVALID_OPTION for the first that is unknown or wrong
 */
export function resolveExecOptions(options: ExecOptions): ResolvedExecOptions {
  const given = options as unknown;
  if (typeof given !== 'object' || given === null) {
    throw invalid(`the options are ${describeValue(given)}, expected an object.`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw invalid(`there is no option ${name}. Known: ${known.join(', ')}.`);
    }
  }
  const { cwd, env = {}, passEnv = ['PATH'], secretEnv = {} } = options;
  if (cwd !== undefined && (typeof cwd !== 'string' || cwd === '')) {
    throw invalid(`cwd is ${describeValue(cwd)}, expected the path of a folder.`);
  }
  if (!Array.isArray(passEnv) || !passEnv.every((name) => typeof name === 'string')) {
    throw invalid('passEnv has to be an array of names of variables.');
  }
  checkVariables('env', env);
  checkVariables('secretEnv', secretEnv);
  const passed = passEnv.flatMap((name: string) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    cwd,
    env: { ...Object.fromEntries(passed), ...env, ...secretEnv },
    secrets: new Secrets(Object.values(secretEnv)),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 10_000, 1),
    killGraceMs: wholeNumber('killGraceMs', options.killGraceMs ?? 500, 0),
    maxOutputBytes: wholeNumber('maxOutputBytes', options.maxOutputBytes ?? 4 * 1024 * 1024, 1),
    maxConcurrent: wholeNumber('maxConcurrent', options.maxConcurrent ?? 4, 1),
  };
}

/** The error for an option or query that is wrong. */
export function invalid(message: string): MetricError {
  return new MetricError('INVALID_OPTION', `execSource: ${message}`);
}

function checkVariables(option: string, given: unknown): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(`${option} is ${describeValue(given)}, expected an object { NAME: value }.`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (name === '' || /[=\0]/.test(name)) {
      throw invalid(`${option} has the name ${describeValue(name)}, which no variable can have.`);
    }
    // The value is not shown: it may be a secret.
    if (typeof value !== 'string' || value.includes('\0')) {
      throw invalid(`${option}.${name} has to be a string without NUL.`);
    }
  }
}

/** Timers hold no more milliseconds than this. */
const maxWholeNumber = 2 ** 31 - 1;

function wholeNumber(option: string, value: unknown, min: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= maxWholeNumber) {
    return value as number;
  }
  throw invalid(
    `${option} is ${describeValue(value)}, expected a whole number from ${min} to ${maxWholeNumber}.`,
  );
}
