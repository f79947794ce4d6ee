import { MetricError } from '@telltale/model';
import { describeValue, invalidOption } from '@telltale/model/internal';

/**
 * Refuses options that are not known, so that a misspelt one is not silently ignored.
 *
 * @throws INVALID_OPTION
 */
export function checkKeys(owner: string, given: object, known: readonly string[]): void {
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || known.includes(key)) continue;
    throw new MetricError(
      'INVALID_OPTION',
      `${owner}: there is no option ${describeValue(key)} here, expected some of ${known.join(', ')}.`,
      { metric: owner },
    );
  }
}

/** @throws INVALID_OPTION if it is given and none of them */
export function checkChoice(
  owner: string,
  option: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw invalidOption(owner, option, value, `one of ${choices.join(', ')}`);
}

/** @throws INVALID_OPTION if it is not the name of a column */
export function checkColumn(owner: string, option: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  throw invalidOption(owner, option, value, 'the name of a column');
}

/** @throws INVALID_OPTION if it is not an array of different, non-empty strings, at least one */
export function checkNames(owner: string, option: string, value: unknown, what: string): void {
  const isName = (each: unknown): boolean => typeof each === 'string' && each !== '';
  const fits = Array.isArray(value) && value.length > 0 && value.every(isName);
  if (fits && new Set(value).size === value.length) return;
  throw invalidOption(owner, option, value, `an array of ${what}, each once`);
}

/**
 * The entries of an object whose values are strings.
 *
 * @throws INVALID_OPTION if it is no such object
 */
export function checkRecord(
  owner: string,
  option: string,
  value: unknown,
  example: string,
): [string, string][] {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isRecord ? Object.entries(value as Record<string, unknown>) : [];
  if (isRecord && entries.every(([, each]) => typeof each === 'string')) {
    return entries as [string, string][];
  }
  throw invalidOption(owner, option, value, `an object of strings, such as ${example}`);
}
