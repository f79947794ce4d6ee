import type { PageBlock } from '@telltale/exposition';
import { describe, expect, it } from 'vitest';
import { KeptSegments } from './kept-segments.ts';

const block = (id: number): PageBlock => ({
  id,
  bytes: Uint8Array.of(id),
  unchanged: false,
  release: () => undefined,
});
const page = (...ids: number[]): PageBlock[] => ids.map(block);

/** A coding that doubles each byte, and what it was given. */
function setUp(segment = async (bytes: Uint8Array): Promise<number> => bytes[0]! * 2): {
  compressed: number[];
  pageOf: (...ids: number[]) => Promise<number[]>;
} {
  const compressed: number[] = [];
  const kept = new KeptSegments<number>({
    segment: (bytes) => {
      compressed.push(bytes[0]!);
      return segment(bytes);
    },
    join: (segments) => segments.map((one) => Uint8Array.of(one)),
  });
  const pageOf = async (...ids: number[]): Promise<number[]> =>
    (await kept.compress(page(...ids))).map((part) => part[0]!);
  return { compressed, pageOf };
}

describe('KeptSegments', () => {
  it('compresses only the blocks that the page before did not have', async () => {
    const { compressed, pageOf } = setUp();
    expect(await pageOf(1, 2, 3)).toEqual([2, 4, 6]);
    expect(await pageOf(1, 4, 3)).toEqual([2, 8, 6]);
    expect(await pageOf(3, 4, 1)).toEqual([6, 8, 2]);
    expect(compressed).toEqual([1, 2, 3, 4]);
  });

  it('forgets what is not on the page any more', async () => {
    const { compressed, pageOf } = setUp();
    await pageOf(1, 2);
    await pageOf(2);
    await pageOf(1, 2);
    expect(compressed).toEqual([1, 2, 1]);
  });

  it('compresses a block once for pages that are compressed at the same time', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { compressed, pageOf } = setUp(() => promise);
    const pages = [pageOf(1, 1, 2), pageOf(1, 2), pageOf(2, 3)];
    resolve(7);
    expect(await Promise.all(pages)).toEqual([
      [7, 7, 7],
      [7, 7],
      [7, 7],
    ]);
    expect(compressed).toEqual([1, 2, 3]);
  });

  it('tries again what has failed', async () => {
    const failure = new Error('no memory');
    let isFailing = true;
    const { pageOf } = setUp(async () => {
      if (isFailing) throw failure;
      return 5;
    });
    await expect(pageOf(1, 2)).rejects.toBe(failure);
    isFailing = false;
    expect(await pageOf(1, 2)).toEqual([5, 5]);
  });
});
