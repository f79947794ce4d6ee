import type { NativeBucketsValue, NativeHistogramValue } from '@telltale/model';

/** Buckets that follow one another: how many indexes are skipped before the first, and how many they are. */
export interface NativeSpan {
  /** Of the first span the index of its first bucket, which may be negative. */
  readonly offset: number;
  readonly length: number;
}

/** Buckets as the formats lay them out: by spans, their counts in one row. */
export interface NativeSpans {
  readonly spans: readonly NativeSpan[];
  /** Not cumulative. */
  readonly counts: readonly number[];
}

/** A gap of so many empty buckets is written out: a span of its own would be longer, as client_golang finds too. */
const widestGap = 2;

/** Lays buckets out in spans. Empty ones are there only to bridge a gap. */
export function spansOf({ indexes, counts }: NativeBucketsValue): NativeSpans {
  const spans: { offset: number; length: number }[] = [];
  const all: number[] = [];
  let next = 0;
  for (const [at, index] of indexes.entries()) {
    const count = counts[at] ?? 0;
    if (count === 0) continue;
    const last = spans.at(-1);
    const gap = index - next;
    if (last === undefined || gap > widestGap) {
      spans.push({ offset: gap, length: 1 });
    } else {
      for (let empty = 0; empty < gap; empty++) all.push(0);
      last.length += gap + 1;
    }
    all.push(count);
    next = index + 1;
  }
  return { spans, counts: all };
}

/** The populated buckets of what {@link spansOf} gives. The lengths must sum to the number of counts. */
export function bucketsOf({ spans, counts }: NativeSpans): NativeBucketsValue {
  const indexes: number[] = [];
  const populated: number[] = [];
  let index = 0;
  let at = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let end = at + length; at < end; at++, index++) {
      const count = counts[at] ?? 0;
      if (count === 0) continue;
      indexes.push(index);
      populated.push(count);
    }
  }
  return { indexes, counts: populated };
}

/** Whether the zero bucket alone would not tell it from a histogram without native buckets. */
export function needsEmptySpan({ zeroThreshold, zeroCount }: NativeHistogramValue): boolean {
  return zeroThreshold === 0 && zeroCount === 0;
}
