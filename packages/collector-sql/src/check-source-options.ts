import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type {
  MysqlSourceOptions,
  PostgresSourceOptions,
  SqlSourceOptions,
  SqliteSourceOptions,
} from './sql-source-options.ts';

type Kind =
  | 'text'
  | 'credential'
  | 'count'
  | 'port'
  | 'milliseconds'
  | 'milliseconds or 0'
  | 'flag'
  | 'tls'
  | 'type';

const pool = {
  type: 'type',
  maxConnections: 'count',
  idleTimeoutMs: 'milliseconds',
  maxRows: 'count',
} as const;
const server = {
  ...pool,
  url: 'credential',
  host: 'text',
  port: 'port',
  socket: 'text',
  database: 'text',
  user: 'credential',
  password: 'credential',
  tls: 'tls',
  readOnly: 'flag',
  statementTimeoutMs: 'milliseconds or 0',
  connectTimeoutMs: 'milliseconds',
} as const;

const kinds: {
  readonly postgres: Readonly<Record<keyof PostgresSourceOptions, Kind>>;
  readonly mysql: Readonly<Record<keyof MysqlSourceOptions, Kind>>;
  readonly sqlite: Readonly<Record<keyof SqliteSourceOptions, Kind>>;
} = {
  postgres: { ...server, applicationName: 'text' },
  mysql: server,
  sqlite: { ...pool, path: 'text', readOnly: 'flag', busyTimeoutMs: 'milliseconds or 0' },
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): value is number => typeof value === 'number';
/** The longest time of a timer. */
const longest = 2 ** 31 - 1;

const checks: Readonly<Record<Kind, [expected: string, fits: (value: unknown) => boolean]>> = {
  type: ['', () => true],
  text: ['a non-empty string', isText],
  credential: [
    'a string, or a function that gives one',
    (value) => typeof value === 'string' || typeof value === 'function',
  ],
  count: ['a whole number above 0', (value) => Number.isInteger(value) && (value as number) > 0],
  port: [
    'a port from 1 to 65535',
    (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536,
  ],
  milliseconds: [
    'milliseconds above 0',
    (value) => isNumber(value) && value > 0 && value <= longest,
  ],
  'milliseconds or 0': [
    'whole milliseconds from 0 up',
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= longest,
  ],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  tls: [
    'true, false, or options of node:tls',
    (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null),
  ],
};

/** @throws INVALID_OPTION; no value of a secret is in the message */
export function checkSourceOptions(options: SqlSourceOptions): void {
  const type: unknown = (options as { type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(kinds, type)) {
    throw invalid('sqlSource', 'type', type, `one of ${Object.keys(kinds).join(', ')}`);
  }
  const known: Readonly<Record<string, Kind>> = kinds[type as keyof typeof kinds];
  for (const [option, value] of Object.entries(options)) {
    const kind = Object.hasOwn(known, option) ? known[option] : undefined;
    if (kind === undefined) {
      const names = Object.keys(known).join(', ');
      throw new MetricError(
        'INVALID_OPTION',
        `${type}: there is no option ${describeValue(option)}, expected some of ${names}.`,
      );
    }
    const [expected, fits] = checks[kind];
    if (value === undefined || fits(value)) continue;
    throw kind === 'credential'
      ? invalidOf(type, option, `of type ${typeof value}`, expected)
      : invalid(type, option, value, expected);
  }
  checkTogether(type, { ...options });
}

function checkTogether(type: string, options: Readonly<Record<string, unknown>>): void {
  const given = (names: readonly string[]): string[] =>
    names.filter((name) => options[name] !== undefined);
  const refuse = (first: string, others: readonly string[]): void => {
    const beside = given(others);
    if (options[first] === undefined || beside.length === 0) return;
    throw new MetricError(
      'INVALID_OPTION',
      `${type}: ${first} and ${beside.join(', ')} are given, expected one or the other.`,
    );
  };
  if (type === 'sqlite') {
    if (options['path'] === undefined) throw invalid(type, 'path', undefined, 'the path of a file');
    return;
  }
  refuse('url', ['host', 'port', 'socket', 'database', 'user', 'password']);
  refuse('socket', ['host', ...(type === 'mysql' ? ['port'] : [])]);
}

function invalid(type: string, option: string, value: unknown, expected: string): MetricError {
  return invalidOf(type, option, describeValue(value), expected);
}

function invalidOf(type: string, option: string, given: string, expected: string): MetricError {
  return new MetricError('INVALID_OPTION', `${type}: ${option} is ${given}, expected ${expected}.`);
}
