import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';

/**
 * Refuses options that are no object, and names that no option has: a misspelt one would pass for one left out.
 *
 * @throws INVALID_OPTION; its message begins with `what`
 */
export function checkOptions(what: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new MetricError(
      'INVALID_OPTION',
      `${what} is ${describeValue(given)}, expected an object of options.`,
    );
  }
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new MetricError(
    'INVALID_OPTION',
    `${what} has ${describeValue(unknown)}, expected some of ${known.join(', ')}. Correct the name.`,
  );
}
