import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { RE2JS } from 're2js';

/** The text of the groups of a pattern in one line, by name; undefined where the group took no part. */
export type Groups = (name: string) => string | undefined;

/** A pattern that lines are searched for, in time that is linear in their length. */
export interface LogPattern {
  readonly source: string;
  readonly groups: ReadonlySet<string>;
  /** Searches a line; undefined where it does not match. */
  find(line: string): Groups | undefined;
}

/**
 * Compiles a pattern for RE2, which knows no back-references and no look-around and in return never takes more than
 * linear time: a line that somebody else can write must not stop the program.
 *
 * @throws INVALID_OPTION if it is not a string or RegExp that RE2 takes
 */
export function compilePattern(option: string, given: unknown): LogPattern {
  const compiled = compile(option, given);
  const indexes = compiled.namedGroups();
  return {
    source: compiled.pattern(),
    groups: new Set(Object.keys(indexes)),
    find(line) {
      const matcher = compiled.matcher(line);
      if (!matcher.find()) return undefined;
      return (name) => matcher.group(indexes[name] ?? name) ?? undefined;
    },
  };
}

function compile(option: string, given: unknown): RE2JS {
  if (typeof given !== 'string' && !(given instanceof RegExp)) {
    throw invalid(option, `is ${describeValue(given)}, expected a regular expression.`);
  }
  if (given === '') throw invalid(option, 'is empty, and an empty pattern is found in every line.');
  if (given instanceof RegExp && /[gvy]/.test(given.flags)) {
    throw invalid(option, `has the flags ${given.flags}; of flags, d, i, m, s and u are known.`);
  }
  try {
    return RE2JS.compile(RE2JS.translateRegExp(given));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(
      option,
      `is no regular expression of RE2: ${reason}. It has neither look-around nor back-references, so that no line can ` +
        'take more than linear time.',
      error,
    );
  }
}

function invalid(option: string, message: string, cause?: unknown): MetricError {
  return new MetricError('INVALID_OPTION', `logfileCollector: ${option} ${message}`, { cause });
}
