import type { Case } from './case.ts';
import { defaultMetrics } from './default-metrics.ts';
import { gzipPages } from './gzip-pages.ts';
import { memories } from './memory.ts';
import { pages } from './pages.ts';
import { parsing } from './parse.ts';
import { singleOperations } from './single-operations.ts';

/** Every row, in the order of the table. */
export const cases: readonly Case[] = [
  ...singleOperations,
  ...pages,
  ...gzipPages,
  ...memories,
  parsing,
  ...defaultMetrics,
];

/** @throws RangeError if there is no such case */
export function caseNamed(id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`there is no case "${id}"`);
  return found;
}
