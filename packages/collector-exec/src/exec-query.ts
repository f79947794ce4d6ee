import { describeValue } from '@telltale/model/internal';
import type { Row } from '@telltale/rows';
import { RE2JS } from 're2js';
import { csvRows } from './csv-rows.ts';
import { invalid } from './exec-options.ts';
import { jsonRows } from './json-rows.ts';
import { lineRows } from './line-rows.ts';
import type { Run } from './run-command.ts';

/** A command, and which ends of it are right. */
export interface ExecCommand {
  /** The program and its arguments. No shell has a part in it; who wants one writes `['sh', '-c', '…']`. */
  readonly command: readonly string[];
  /** The exit codes with which its output is taken. Default: `[0]`; with `format: 'exit'`, any. */
  readonly exitCodes?: readonly number[] | 'any' | undefined;
}

/**
 * JSON: an array of objects, an object, or an object on each line. Columns are keys, of nested objects `outer.inner`;
 * integers stay exact.
 */
export interface ExecJsonQuery extends ExecCommand {
  /** That it prints JSON. */
  readonly format: 'json';
}

/** CSV (RFC 4180). All cells are text. */
export interface ExecCsvQuery extends ExecCommand {
  /** That it prints CSV. */
  readonly format: 'csv';
  /** What stands between cells. Default: `,`. */
  readonly delimiter?: string | undefined;
  /** The names of the columns. Default: they are the first line. */
  readonly columns?: readonly string[] | undefined;
}

/** Lines, each of which a pattern makes a row of. */
export interface ExecLinesQuery extends ExecCommand {
  /** That it prints lines. */
  readonly format: 'lines';
  /** A regular expression in the syntax of RE2 whose named groups, `(?<name>…)`, are the columns. */
  readonly pattern: string | RegExp;
  /** What to do with a line that it does not match: skip it, or take the output for wrong. Default: `skip`. */
  readonly unmatched?: 'skip' | 'error' | undefined;
}

/** Its end alone: one row with the columns `exit_code` and `duration_seconds`. What it prints is not looked at. */
export interface ExecExitQuery extends ExecCommand {
  /** That only its end counts. */
  readonly format: 'exit';
}

/** A command, and how rows are made of what it prints. */
export type ExecQuery = ExecJsonQuery | ExecCsvQuery | ExecLinesQuery | ExecExitQuery;

/** A query that was checked. */
export interface CheckedQuery {
  readonly command: readonly string[];
  readonly exitCodes: readonly number[] | 'any';
  /** @throws Error that says what is not as expected */
  readonly rows: (run: Run) => Row[];
}

const known: Readonly<Record<string, readonly string[]>> = {
  json: [],
  csv: ['delimiter', 'columns'],
  lines: ['pattern', 'unmatched'],
  exit: [],
};

/**
 * Checks a query.
 *
 * @throws INVALID_OPTION for the first thing that is wrong
 */
export function checkQuery(query: ExecQuery): CheckedQuery {
  const given = query as unknown;
  if (typeof given !== 'object' || given === null) {
    throw invalid(`the query is ${describeValue(given)}, expected { command, format }.`);
  }
  const format: unknown = query.format;
  const names = typeof format === 'string' && Object.hasOwn(known, format) && known[format];
  if (!names) {
    const formats = Object.keys(known).join(', ');
    throw invalid(
      `format is ${describeValue(format)}, expected one of ${formats}; for execCollector also exposition.`,
    );
  }
  for (const name of Object.keys(query)) {
    if (['command', 'exitCodes', 'format', ...names].includes(name)) continue;
    throw invalid(`a query with the format ${query.format} has no ${name}.`);
  }
  return { ...checkCommand(query, query.format === 'exit' ? 'any' : [0]), rows: rowsOf(query) };
}

/**
 * Checks a command.
 *
 * @throws INVALID_OPTION
 */
export function checkCommand(
  { command, exitCodes }: ExecCommand,
  defaultExitCodes: readonly number[] | 'any' = [0],
): Omit<CheckedQuery, 'rows'> {
  const given: unknown = command;
  if (!Array.isArray(given) || given.length === 0 || given[0] === '') {
    throw invalid(
      `command is ${describeValue(given)}, expected an array of the program and its arguments, such as ['df', '-P']. ` +
        "For a shell, write ['sh', '-c', '…'].",
    );
  }
  for (const [index, word] of given.entries()) {
    if (typeof word === 'string' && !word.includes('\0')) continue;
    throw invalid(`command[${index}] has to be a string without NUL.`);
  }
  const codes: unknown = exitCodes ?? defaultExitCodes;
  const isCode = (code: unknown): boolean =>
    Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 255;
  if (codes !== 'any' && !(Array.isArray(codes) && codes.length > 0 && codes.every(isCode))) {
    throw invalid("exitCodes has to be an array of whole numbers from 0 to 255, or 'any'.");
  }
  return { command: [...command], exitCodes: codes as readonly number[] | 'any' };
}

function rowsOf(query: ExecQuery): (run: Run) => Row[] {
  switch (query.format) {
    case 'json':
      return ({ stdout }) => jsonRows(stdout.toString());
    case 'csv': {
      const { delimiter = ',', columns } = query;
      if (typeof delimiter !== 'string' || delimiter === '') {
        throw invalid(`delimiter is ${describeValue(delimiter)}, expected a string.`);
      }
      if (columns !== undefined && !isNames(columns)) {
        throw invalid('columns has to be an array of names that differ.');
      }
      return ({ stdout }) => csvRows(stdout.toString(), { delimiter, columns });
    }
    case 'lines': {
      const { unmatched = 'skip' } = query;
      const pattern = compilePattern(query.pattern);
      if (!(['skip', 'error'] as unknown[]).includes(unmatched)) {
        throw invalid(`unmatched is ${describeValue(unmatched)}, expected 'skip' or 'error'.`);
      }
      return ({ stdout }) => lineRows(stdout.toString(), { pattern, unmatched });
    }
    case 'exit':
      return ({ exitCode, durationSeconds }) => [
        { exit_code: exitCode, duration_seconds: durationSeconds },
      ];
  }
}

function isNames(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((name) => typeof name === 'string') && new Set(value).size === value.length;
}

function compilePattern(pattern: unknown): RE2JS {
  if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) {
    throw invalid(`pattern is ${describeValue(pattern)}, expected a regular expression.`);
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    throw invalid(`pattern is no regular expression of RE2: ${(error as Error).message}.`);
  }
  if (Object.keys(compiled.namedGroups()).length > 0) return compiled;
  throw invalid('pattern has no named group, (?<name>…), and so makes no column.');
}
