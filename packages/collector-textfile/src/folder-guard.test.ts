import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lostThreads } from '@telltale/model/internal';
import { FolderGuard, type Step } from './folder-guard.ts';

const never = new AbortController().signal;

/** A work that ends when it is told to. */
class Work {
  readonly #ends: PromiseWithResolvers<string>[] = [];
  step: Step = () => undefined;

  get count(): number {
    return this.#ends.length;
  }

  readonly run = (step: Step): Promise<string> => {
    this.step = step;
    this.#ends.push(Promise.withResolvers());
    return (this.#ends.at(-1) as PromiseWithResolvers<string>).promise;
  };

  end(result: string): void {
    this.#ends.at(-1)?.resolve(result);
  }
}

describe('FolderGuard', () => {
  let guard: FolderGuard;

  beforeEach(() => {
    vi.useFakeTimers();
    lostThreads.count = 0;
    guard = new FolderGuard(2000);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Begins a work that never ends, and waits until it is late. */
  async function hang(key: string, work = new Work()): Promise<void> {
    const late = guard.run(key, work.run, never).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(2001);
    expect(await late).toEqual(new Error('it did not answer within 2000 ms'));
  }

  const again = 'it has not answered since an earlier scrape, and is not asked until it has';

  it('gives what the work gives, and what it throws', async () => {
    expect(await guard.run('a', () => Promise.resolve(1), never)).toBe(1);
    const failed = guard.run('a', () => Promise.reject(new Error('no folder')), never);
    await expect(failed).rejects.toThrow('no folder');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not ask what is late again before it has answered', async () => {
    const work = new Work();
    await hang('a', work);
    for (const scrape of [1, 2, 3]) {
      await expect(guard.run('a', work.run, never), `${scrape}`).rejects.toThrow(again);
    }
    expect(work.count).toBe(1);
    work.end('late');
    await vi.advanceTimersByTimeAsync(0);
    const answer = guard.run('a', work.run, never);
    expect(work.count).toBe(2);
    work.end('in time');
    expect(await answer).toBe('in time');
  });

  it('asks again after a late answer that is an error', async () => {
    const { promise, reject } = Promise.withResolvers<string>();
    const late = guard.run('a', () => promise, never).catch(() => 'late');
    await vi.advanceTimersByTimeAsync(2001);
    expect(await late).toBe('late');
    reject(new Error('stale file handle'));
    await vi.advanceTimersByTimeAsync(0);
    expect(await guard.run('a', () => Promise.resolve('there again'), never)).toBe('there again');
  });

  it('gives a work the time anew at each step, and lets it do none once it is late', async () => {
    const work = new Work();
    const answer = guard.run('a', work.run, never).catch((error: unknown) => error);
    for (const step of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(1500);
      expect(() => {
        work.step();
      }, `${step}`).not.toThrow();
    }
    await vi.advanceTimersByTimeAsync(2001);
    expect(await answer).toEqual(new Error('it did not answer within 2000 ms'));
    expect(() => {
      work.step();
    }).toThrow('it did not answer within 2000 ms');
  });

  it('does not take for late what had answered while the program was busy', async () => {
    const work = new Work();
    const answer = guard.run('a', work.run, never);
    // The timer comes first, and the answer is heard of after it.
    vi.advanceTimersToNextTimer();
    work.step();
    await vi.advanceTimersByTimeAsync(1);
    work.end('in time');
    expect(await answer).toBe('in time');
  });

  it('lets scrapes of the same time take part in one work, also when one of them leaves', async () => {
    const work = new Work();
    const scrape = new AbortController();
    const left = guard.run('a', work.run, scrape.signal);
    const stays = guard.run('a', work.run, never);
    scrape.abort(new Error('the scraper has gone'));
    await expect(left).rejects.toThrow('the scraper has gone');
    const comes = guard.run('a', work.run, never);
    work.end('answer');
    expect(await Promise.all([stays, comes])).toEqual(['answer', 'answer']);
    expect(work.count).toBe(1);
    await expect(guard.run('a', work.run, scrape.signal)).rejects.toThrow('the scraper has gone');
    expect(work.count).toBe(1);
  });

  it('leaves threads to others: asks nothing new while two hang, and nothing while three do', async () => {
    const answers = (key: string): Promise<string> =>
      guard.run(key, () => Promise.resolve(key), never);
    for (const key of ['c', 'd']) expect(await answers(key)).toBe(key);
    await hang('a');
    expect(await answers('e')).toBe('e');
    await hang('b');
    await expect(answers('x')).rejects.toThrow('it is not asked while 2 others do not answer');
    expect(await answers('d')).toBe('d');
    await hang('c');
    await expect(answers('d')).rejects.toThrow('it is not asked while 3 others do not answer');
  });

  it('counts what hangs for another guard, as that of before a reload, and only until it answers', async () => {
    const works = [new Work(), new Work()];
    for (const [at, work] of works.entries()) await hang(`${at}`, work);
    guard = new FolderGuard(2000);
    const answers = (): Promise<string> => guard.run('new', () => Promise.resolve('new'), never);
    await expect(answers()).rejects.toThrow('it is not asked while 2 others do not answer');
    works[0]?.end('late');
    await vi.advanceTimersByTimeAsync(0);
    expect(await answers()).toBe('new');
    works[1]?.end('late');
    await vi.advanceTimersByTimeAsync(0);
    expect(lostThreads.count).toBe(0);
  });

  it('takes what was not asked for in between for new, and not what answered late', async () => {
    const work = new Work();
    await hang('a');
    await hang('c', work);
    work.end('late');
    await vi.advanceTimersByTimeAsync(0);
    expect(await guard.run('d', () => Promise.resolve('d'), never)).toBe('d');
    await hang('b');
    guard.forgetAllBut(new Set(['c']));
    const asked = guard.run('d', () => Promise.resolve('d'), never);
    await expect(asked).rejects.toThrow('it is not asked while 2 others do not answer');
    expect(await guard.run('c', () => Promise.resolve('c'), never)).toBe('c');
  });
});
