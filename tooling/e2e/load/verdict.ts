import type { LoadResult } from './load.ts';

/** Memory of the last third of a load may be so much more than that of the middle third. */
const mostGrowth = 1.15;
/** Sending may take so much longer than was asked for. */
const mostDelay = 1.02;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The memory of a load in its middle third and in its last one. */
export function memoryOfThirds(megabytes: readonly number[]): readonly [number, number] {
  const third = Math.floor(megabytes.length / 3);
  return [median(megabytes.slice(third, -third)), median(megabytes.slice(-third))];
}

/** What was wrong with a load that was to take so many seconds. */
export function faultsOf(
  {
    errors,
    sendingSeconds,
    residentMegabytes,
  }: Pick<LoadResult, 'errors' | 'sendingSeconds' | 'residentMegabytes'>,
  seconds: number,
): readonly string[] {
  const faults = Object.entries(errors).map(([reason, count]) => `${count} × ${reason}`);
  if (!(sendingSeconds <= seconds * mostDelay)) {
    faults.push(`the scraper took ${sendingSeconds.toFixed(1)} s instead of ${seconds}`);
  }
  const [middle, last] = memoryOfThirds(residentMegabytes);
  if (!(last <= middle * mostGrowth)) {
    faults.push(`memory grew from ${middle.toFixed(0)} to ${last.toFixed(0)} MB`);
  }
  return faults;
}
