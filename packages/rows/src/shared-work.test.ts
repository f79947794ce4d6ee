import { describe, expect, it } from 'vitest';
import { SharedWork } from './shared-work.ts';

const never = new AbortController().signal;

/** Work that is ended from outside, or by its signal. */
function workOf(shared: SharedWork<number>) {
  const begun: { end: (result: number) => void; wanted: AbortSignal }[] = [];
  const join = (key: string, signal = never): Promise<number> =>
    shared.join(key, signal, (wanted) => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      wanted.addEventListener('abort', () => {
        reject(wanted.reason as Error);
      });
      begun.push({ end: resolve, wanted });
      return promise;
    });
  return { begun, join };
}

describe('SharedWork', () => {
  it('does the same work once at a time', async () => {
    const { begun, join } = workOf(new SharedWork());
    const both = [join('a'), join('a')];
    const other = join('b');
    begun[0]?.end(1);
    begun[1]?.end(2);
    expect(await Promise.all([...both, other])).toEqual([1, 1, 2]);
    const again = join('a');
    begun[2]?.end(3);
    expect(await again).toBe(3);
  });

  it('goes on while somebody waits, and is given up by the last', async () => {
    const { begun, join } = workOf(new SharedWork());
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [join('a', first.signal), join('a', second.signal)];
    first.abort(new Error('first'));
    await expect(waiting[0]).rejects.toThrow('first');
    expect(begun[0]?.wanted.aborted).toBe(false);
    second.abort(new Error('second'));
    await expect(waiting[1]).rejects.toThrow('second');
    expect(begun[0]?.wanted.aborted).toBe(true);
    const next = join('a');
    begun[1]?.end(5);
    expect(await next).toBe(5);
  });

  it('passes on what it threw, to all', async () => {
    const shared = new SharedWork<number>();
    const fail = (): Promise<number> => Promise.reject(new Error('broken'));
    const both = [shared.join('a', never, fail), shared.join('a', never, fail)];
    for (const each of both) await expect(each).rejects.toThrow('broken');
  });

  it('ends all of it, and takes no more', async () => {
    const shared = new SharedWork<number>();
    const { begun, join } = workOf(shared);
    const waiting = join('a');
    await Promise.all([expect(waiting).rejects.toThrow('closed'), shared.end(new Error('closed'))]);
    expect(begun[0]?.wanted.aborted).toBe(true);
    await expect(join('a')).rejects.toThrow('closed');
  });
});
