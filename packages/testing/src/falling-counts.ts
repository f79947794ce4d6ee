import type { MetricFamily } from '@telltale/model';
import { numberText, samplesOf } from './sample.ts';

/** A sample that can only grow, until its series begins anew. */
interface Count {
  /** The line without its value. */
  readonly text: string;
  readonly value: number;
  /** Unix time in seconds at which counting began; `undefined` where it is not known. */
  readonly start: number | undefined;
}

/** What can only grow of a family, by the key of the sample. */
export type FamilyCounts = ReadonlyMap<string, Count>;

/** Sums and quantiles are not in it: what is observed may be negative. */
const countSuffixes: Readonly<Partial<Record<string, readonly string[]>>> = {
  counter: [''],
  histogram: ['_count', '_bucket'],
  summary: ['_count'],
};

/** What can only grow of a family; nothing where the type may fall. */
export function countsOf(family: MetricFamily): FamilyCounts {
  const suffixes = countSuffixes[family.type] ?? [];
  const names = new Set(suffixes.map((suffix) => family.name + suffix));
  const counts = samplesOf(family).filter(({ name, isStart }) => names.has(name) && !isStart);
  return new Map(
    counts.map(({ key, text, value, series }) => [
      key,
      { text, value, start: series.startTimestamp },
    ]),
  );
}

/**
 * Says which counts have fallen although their series has no later start timestamp: a scraper takes that for a new
 * beginning and adds all of the value to what it had. Nothing is said where the clock cannot tell: of a series that
 * had not begun before `gatheredAt`, a new beginning may have the same start timestamp as the one before.
 *
 * @param gatheredAt when `before` began to be gathered, before any value was read: Unix time in seconds
 * @see OpenMetrics 1.0, "Counter"
 */
export function fallenCounts(
  before: FamilyCounts,
  after: FamilyCounts,
  gatheredAt: number,
): readonly string[] {
  return [...after].flatMap(([key, { text, value, start }]) => {
    const was = before.get(key);
    if (was === undefined || !(value < was.value)) return [];
    if (start !== undefined && mayBeginAnew(start, was.start ?? -Infinity, gatheredAt)) return [];
    const values = `from ${numberText(was.value)} to ${numberText(value)}`;
    return [`${text} fell ${values} without a later start timestamp`];
  });
}

/**
 * Whether a series may have begun anew after `gatheredAt`. If the clock has moved on from the old start until then,
 * whatever begins afterwards has a later one.
 */
function mayBeginAnew(start: number, old: number, gatheredAt: number): boolean {
  return start > old || old >= gatheredAt;
}
