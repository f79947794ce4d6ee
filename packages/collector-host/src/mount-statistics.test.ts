import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lostThreads } from '@telltale/model/internal';
import { MountStatistics, type FileSystemSize } from './mount-statistics.ts';

const size: FileSystemSize = { bsize: 4096, blocks: 3, bfree: 2, bavail: 1, files: 9, ffree: 8 };
const never = new AbortController().signal;

let questions: PromiseWithResolvers<FileSystemSize>[];
const ask = vi.fn(() => {
  const question = Promise.withResolvers<FileSystemSize>();
  questions.push(question);
  return question.promise;
});

beforeEach(() => {
  lostThreads.count = 0;
  questions = [];
  ask.mockClear();
});

describe('MountStatistics', () => {
  it('gives what the system answers', async () => {
    const answer = new MountStatistics(60_000, ask).of('/data', never);
    questions[0]?.resolve(size);
    expect(await answer).toBe(size);
    expect(ask).toHaveBeenCalledExactlyOnceWith('/data');
  });

  it('gives an error as the system words it', async () => {
    const answer = new MountStatistics(60_000, ask).of('/data', never);
    questions[0]?.reject(Object.assign(new Error('EACCES: …'), { errno: -13 }));
    expect(await answer).toBe('permission denied');
    expect(await new MountStatistics(60_000).of('/nonexistent', never)).toBe(
      'no such file or directory',
    );
  });

  it('asks once for scrapes of the same moment', async () => {
    const statistics = new MountStatistics(60_000, ask);
    const answers = [statistics.of('/data', never), statistics.of('/data', never)];
    expect(ask).toHaveBeenCalledOnce();
    questions[0]?.resolve(size);
    expect(await Promise.all(answers)).toEqual([size, size]);
  });

  it('does not ask a mount again while it is stuck, and asks it when it has answered', async () => {
    const statistics = new MountStatistics(1, ask);
    expect(await statistics.of('/data', never)).toBe('mountpoint timeout');
    expect(lostThreads.count).toBe(1);
    expect(await statistics.of('/data', never)).toBe('mountpoint timeout');
    expect(ask).toHaveBeenCalledOnce();
    questions[0]?.resolve(size);
    await vi.waitFor(() => {
      expect(lostThreads.count).toBe(0);
    });
    const answer = statistics.of('/data', never);
    questions[1]?.resolve(size);
    expect(await answer).toBe(size);
  });

  it('does not wait longer than the scrape', async () => {
    const statistics = new MountStatistics(60_000, ask);
    const scrape = new AbortController();
    const answer = statistics.of('/data', scrape.signal);
    scrape.abort();
    expect(await answer).toBe('mountpoint timeout');
    expect(await statistics.of('/other', scrape.signal)).toBe('mountpoint timeout');
    expect(ask).toHaveBeenCalledOnce();
  });

  it.each([
    ['gives up', 60_000],
    ['has no time left', 1],
  ])(
    'is not stuck where a scrape %s before the deadline, but answers the next',
    async (_, most) => {
      const statistics = new MountStatistics(60_000, ask);
      const scrape = new AbortController();
      const first = statistics.of('/data', scrape.signal, most);
      const second = statistics.of('/data', never);
      if (most > 1) scrape.abort();
      expect(await first).toBe('mountpoint timeout');
      expect(lostThreads.count).toBe(0);
      const third = statistics.of('/data', never);
      questions[0]?.resolve(size);
      expect(await Promise.all([second, third])).toEqual([size, size]);
      expect(ask).toHaveBeenCalledOnce();
    },
  );
});
