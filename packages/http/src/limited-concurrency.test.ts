import { describe, expect, it } from 'vitest';
import { limitedConcurrency } from './limited-concurrency.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('limitedConcurrency', () => {
  it('runs no more than it may at once, in order, and goes on after a failure', async () => {
    const limited = limitedConcurrency(2);
    const works = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
    const begun: number[] = [];
    const results = works.map(({ promise }, index) =>
      limited(() => {
        begun.push(index);
        return promise;
      }).catch((error: unknown) => error),
    );
    await settled();
    expect(begun).toEqual([0, 1]);
    const failure = new Error('no');
    works[1]!.reject(failure);
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    works[0]!.resolve(10);
    works[2]!.resolve(12);
    await settled();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    works[3]!.resolve(13);
    works[4]!.resolve(14);
    expect(await Promise.all(results)).toEqual([10, failure, 12, 13, 14]);
  });

  it('lets in as many again after all have ended', async () => {
    const limited = limitedConcurrency(1);
    for (let round = 0; round < 3; round++) {
      expect(await Promise.all([1, 2].map((n) => limited(async () => n)))).toEqual([1, 2]);
    }
  });
});
