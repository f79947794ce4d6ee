import type { FamilyHead } from './column-family.ts';
import { unfit } from './columns-of-series.ts';
import type { HistogramValue, NativeBucketsValue, NativeHistogramValue } from './metric-family.ts';

/**
 * At no schema is a double in a bucket as far out as this, and the distance between two indexes still fits the 32 bits
 * that formats have for it.
 */
const farthestIndex = 0x4000_0000;

/**
 * Refuses native buckets that no format can carry. Servers trust them: Prometheus was seen to panic on indexes that do
 * not ascend. Exemplars are checked one by one with the others.
 *
 * @throws INVALID_VALUE
 * @see Prometheus "Native Histograms" specification, "Data model"
 */
export function checkNative(head: FamilyHead, { native, count, sum }: HistogramValue): void {
  if (native === undefined) return;
  if (typeof native !== 'object' || (native as unknown) === null) {
    throw unfit(head, 'native of { schema, zeroThreshold, zeroCount, positive, negative }');
  }
  const { schema, zeroThreshold, zeroCount, positive, negative, exemplars } = native;
  if (!(Number.isInteger(schema) && schema >= -4 && schema <= 8)) {
    throw unfit(head, 'a native schema that is a whole number from -4 to 8');
  }
  if (!isAmount(zeroThreshold)) throw unfit(head, 'a finite native zeroThreshold from 0 up');
  for (const side of [positive, negative]) checkSide(head, side);
  if (exemplars !== undefined && !Array.isArray(exemplars)) {
    throw unfit(head, 'a list of native exemplars');
  }
  const counts = [zeroCount, ...positive.counts, ...negative.counts];
  if (!counts.every(isAmount)) throw unfit(head, 'finite native counts from 0 up');
  checkTotal(head, counts, count, sum);
}

function checkSide(head: FamilyHead, side: NativeHistogramValue['positive'] | undefined): void {
  const { indexes, counts } = (side ?? {}) as Partial<NativeBucketsValue>;
  if (!Array.isArray(indexes) || !Array.isArray(counts) || indexes.length !== counts.length) {
    throw unfit(head, '{ indexes, counts } of the same length as native buckets');
  }
  let last = -farthestIndex - 1;
  for (const index of indexes as readonly number[]) {
    if (!(Number.isInteger(index) && index > last && index <= farthestIndex)) {
      throw unfit(head, 'whole native indexes that ascend, from -2^30 to 2^30');
    }
    last = index;
  }
}

/** Buckets hold what was counted, but for observations of NaN: these make the sum NaN and are in no bucket. */
function checkTotal(head: FamilyHead, counts: readonly number[], count: number, sum: number): void {
  // Counts with a fraction add up to what they add up to.
  if (![count, ...counts].every(Number.isSafeInteger)) return;
  const held = counts.reduce((before, one) => before + one, 0);
  const mayHoldFewer = Number.isNaN(sum);
  if (mayHoldFewer ? held <= count : held === count) return;
  const most = mayHoldFewer ? 'at most ' : '';
  throw unfit(head, `native buckets that hold ${most}${count} observations, got ${held}`);
}

/** A finite number from 0 up. */
function isAmount(value: unknown): boolean {
  return Number.isFinite(value) && Number(value) >= 0;
}
