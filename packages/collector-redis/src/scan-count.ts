import type { Row } from '@telltale/rows';
import { RedisError } from './redis-error.ts';
import type { Reply } from './replies.ts';

const keysPerCall = 1000;

/** What is counted. */
export interface ScanCount {
  readonly scan: string;
  readonly keyType: string | undefined;
  readonly maxVisited: number;
}

/**
 * Counts keys by SCAN, which gives those that were there all the time, and may give one several times.
 *
 * @throws RedisError if there are more keys than may be visited
 */
export async function countKeys(
  { scan, keyType, maxVisited }: ScanCount,
  send: (command: readonly string[]) => Promise<Reply>,
): Promise<Row> {
  const size = Number(await send(['DBSIZE']));
  if (size > maxVisited) throw tooMany(size, maxVisited);
  const options = ['MATCH', scan, 'COUNT', String(keysPerCall)];
  if (keyType !== undefined) options.push('TYPE', keyType);
  const found = new Set<string>();
  let cursor = '0';
  // A database that grows as fast as it is scanned would be scanned forever.
  let calls = 2 * Math.ceil(maxVisited / keysPerCall) + 1;
  do {
    if (calls-- === 0) throw tooMany('ever more', maxVisited);
    const reply = await send(['SCAN', cursor, ...options]);
    const [next, keys] = reply as readonly [string, readonly string[]];
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== '0');
  return { pattern: scan, keys: found.size };
}

function tooMany(size: number | string, maxVisited: number): RedisError {
  return new RedisError(
    'reply',
    `SCAN would visit ${size} keys, expected no more than ${maxVisited}. Raise maxVisited, or keep a count in a key of its own.`,
  );
}
