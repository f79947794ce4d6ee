import { ConfigError } from '@telltale/model';
import type * as z from 'zod';
import { closestMatch } from '../closest-match.ts';
import { configJsonSchema } from './config-schema.ts';
import { childOf, knownKeys, type SchemaNode } from './known-keys.ts';

/** What is wrong at one place of a configuration. */
export interface ConfigProblem {
  readonly path: readonly PropertyKey[];
  /** Whether the key itself is wrong, not what stands under it. */
  readonly atKey?: boolean;
  readonly message: string;
}

/** Where in its file a problem is. Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds places of a configuration in its file; absent where the file is a program. */
export type Locate = (problem: Pick<ConfigProblem, 'path' | 'atKey'>) => Position | undefined;

/** All that is wrong with a configuration, a line each. */
export class InvalidConfigError extends ConfigError {
  constructor(file: string, problems: readonly ConfigProblem[], locate?: Locate) {
    const located = problems.map((problem) => ({ problem, position: locate?.(problem) }));
    located.sort(
      (one, other) =>
        (one.position?.line ?? 0) - (other.position?.line ?? 0) ||
        (one.position?.column ?? 0) - (other.position?.column ?? 0),
    );
    super(
      located
        .map(({ problem: { path, message }, position }) => {
          const at = position === undefined ? file : `${file}:${position.line}:${position.column}`;
          return path.length === 0 ? `${at}: ${message}` : `${at}: ${pathText(path)}: ${message}`;
        })
        .join('\n'),
    );
  }
}

/** `sources.shop.exclude[0]` */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}

/** What the schema found, in words that say what was expected, what came, and what was probably meant. */
export function problemsOf(
  error: z.ZodError,
  value: unknown,
  jsonSchema: () => SchemaNode = configJsonSchema,
): ConfigProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, value, jsonSchema));
}

function problemsOfIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  jsonSchema: () => SchemaNode,
): ConfigProblem[] {
  const { path } = issue;
  const input = path.reduce(childOf, value);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(jsonSchema(), value, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `this key is not known here. ${suggestion(key, known)}`,
      }));
    }
    case 'invalid_key':
      return [
        { path, atKey: true, message: issue.issues.map(({ message }) => message).join('; ') },
      ];
    case 'invalid_value':
      // Where the schema has words of its own, they say more.
      if (!issue.message.startsWith('Invalid ')) return [{ path, message: issue.message }];
      return [{ path, message: notOneOf(input, issue.values.map(String)) }];
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? [{ path, message: notOneOf(input, issue.options.map(String)) }]
        : [{ path, message: issue.message }];
    case 'invalid_type': {
      if (input === undefined) return [{ path, message: 'this key is missing' }];
      if (!issue.message.startsWith('Invalid input')) return [{ path, message: issue.message }];
      const expected = kinds[issue.expected] ?? issue.expected;
      return [{ path, message: `expected ${expected}, got ${kindOf(input)}` }];
    }
    case 'too_small':
      return [
        {
          path,
          message:
            issue.origin === 'string' || issue.origin === 'array'
              ? `expected at least ${issue.minimum} ${issue.origin === 'string' ? 'character' : 'item'}`
              : `expected ${issue.minimum} or more`,
        },
      ];
    case 'too_big':
      return [{ path, message: `expected ${issue.maximum} or less` }];
    default:
      return [{ path, message: issue.message }];
  }
}

function notOneOf(input: unknown, options: readonly string[]): string {
  if (input === undefined) return `this key is missing: expected one of ${options.join(', ')}`;
  if (typeof input !== 'string') {
    return `expected one of ${options.join(', ')}, got ${kindOf(input)}`;
  }
  return `${JSON.stringify(input)} is not possible here. ${suggestion(input, options)}`;
}

function suggestion(typed: string, known: readonly string[]): string {
  const nearest = closestMatch(typed, known);
  if (nearest !== undefined) return `Did you mean ${JSON.stringify(nearest)}?`;
  return known.length === 0 ? 'Leave it out.' : `Expected one of ${known.join(', ')}.`;
}

const kinds: Readonly<Record<string, string>> = {
  object: 'keys with values',
  record: 'keys with values',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function kindOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'boolean') return String(input);
  return kinds[typeof input] ?? `a ${typeof input}`;
}
