import { describeValue } from '@telltale/model/internal';
import { invalid, checkNames, wholeNumber } from './redis-options.ts';
import { readers, type ReplyShape } from './replies.ts';

/** One command. */
export interface RedisCommandQuery {
  /** The command and its arguments, such as `['LLEN', 'jobs']`. It has to be one that only reads. */
  readonly command: readonly string[];
  /**
   * What the fields of a hash or of INFO are: `rows`, one with `field` and `value` for each, or `columns` of one row.
   * Default: `rows` of a hash, `columns` of INFO. Other commands have one shape only.
   */
  readonly shape?: ReplyShape | undefined;
}

/** Several commands, whose rows stand one after the other. */
export interface RedisCommandsQuery {
  /** The commands and their arguments, such as `[['LLEN', 'jobs'], ['LLEN', 'mails']]`. */
  readonly commands: readonly (readonly string[])[];
  /** As of one command. */
  readonly shape?: ReplyShape | undefined;
}

/** How many keys there are: one row with the columns `pattern` and `keys`. */
export interface RedisScanQuery {
  /** Which keys are counted, such as `session:*`. */
  readonly scan: string;
  /** Which type they have to have, such as `hash`. Needs Redis 6. Default: any. */
  readonly keyType?: string | undefined;
  /** How many keys are looked at before the query fails: `SCAN` goes through all keys of the database, also those that do not match. Default: 1,000,000. */
  readonly maxVisited?: number | undefined;
}

/** What is asked of Redis. */
export type RedisQuery = RedisCommandQuery | RedisCommandsQuery | RedisScanQuery;

/** A query that was checked. */
export type CheckedQuery =
  | { readonly commands: readonly (readonly string[])[]; readonly shape: ReplyShape | undefined }
  | { readonly scan: string; readonly keyType: string | undefined; readonly maxVisited: number };

/**
 * Checks a query.
 *
 * @throws INVALID_OPTION for the first thing that is wrong, and for a command that is not known to only read
 */
export function checkQuery(query: RedisQuery, allowed: ReadonlySet<string>): CheckedQuery {
  if (typeof query !== 'object' || (query as unknown) === null) {
    throw invalid(`the query is ${describeValue(query)}, expected { command: ['GET', 'key'] }.`);
  }
  if ('scan' in query) {
    checkNames('a query with scan', query, ['scan', 'keyType', 'maxVisited']);
    const { scan, keyType, maxVisited = 1_000_000 } = query;
    for (const [name, value] of [
      ['scan', scan],
      ['keyType', keyType ?? 'string'],
    ]) {
      if (typeof value === 'string' && value !== '') continue;
      throw invalid(`${name} is ${describeValue(value)}, expected a non-empty string.`);
    }
    return { scan, keyType, maxVisited: wholeNumber('maxVisited', maxVisited, 1, 2 ** 31 - 1) };
  }
  const isOne = 'command' in query;
  checkNames('the query', query, [isOne ? 'command' : 'commands', 'shape']);
  const commands: unknown = isOne ? [query.command] : query.commands;
  if (!Array.isArray(commands) || commands.length === 0) {
    throw invalid(`commands is ${describeValue(commands)}, expected an array of commands.`);
  }
  const { shape } = query;
  if (![undefined, 'rows', 'columns'].includes(shape)) {
    throw invalid(`shape is ${describeValue(shape)}, expected 'rows' or 'columns'.`);
  }
  return { commands: commands.map((each) => checkCommand(each, shape, allowed)), shape };
}

/** A query as far as it is in messages. */
export function nameOf(command: readonly string[]): string {
  return command.slice(0, 2).join(' ');
}

function checkCommand(
  given: unknown,
  shape: ReplyShape | undefined,
  allowed: ReadonlySet<string>,
): readonly string[] {
  const isCommand = (words: unknown): words is string[] =>
    Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string');
  if (!isCommand(given)) {
    throw invalid(
      `a command is ${describeValue(given)}, expected an array of strings, such as ['LLEN', 'jobs'].`,
    );
  }
  const [name = '', second = ''] = given.map((word) => word.toUpperCase());
  const reader = readers[`${name} ${second}`] ?? readers[name];
  if (reader === undefined) {
    if (allowed.has(name)) return [...given];
    const names = Object.keys(readers).join(', ');
    throw invalid(
      `${name} is none of the commands that are known to only read: ${names}. Add it to allowCommands if the server says ` +
        'that it is read-only.',
    );
  }
  if (!reader.takes(given.length)) throw invalid(`${nameOf(given)}: expected ${reader.usage}.`);
  if (shape !== undefined && reader.shapes !== true) {
    throw invalid(`${name} has one shape only. Leave shape out.`);
  }
  return [...given];
}
