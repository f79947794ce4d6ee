import { ConfigError } from '@telltale/model';

/**
 * Reads how many scrapes may be answered at the same time; 0 is no limit, `Infinity`.
 *
 * @throws INVALID_CONFIG
 */
export function parseMaxRequests(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count === 0 ? Infinity : count;
  throw new ConfigError(
    `${JSON.stringify(text)} is not a number of scrapes: expected a whole number, such as 40, or 0 for no limit.`,
  );
}
