import { describe, expect, it } from 'vitest';
import { FakeGatherer, pending } from './fake-gatherer.ts';
import { AbandonedError, SharedCollections, type CollectionKey } from './shared-collections.ts';

const key: CollectionKey = { generation: 0, names: [], timeoutMs: undefined };

function setUp(): {
  gatherer: FakeGatherer;
  collections: SharedCollections;
  errors: unknown[];
  release: () => void;
} {
  const releases: (() => void)[] = [];
  const gatherer = new FakeGatherer(({ signal }) => {
    const { promise, resolve } = pending(signal);
    releases.push(() => {
      resolve([]);
    });
    return promise;
  });
  const errors: unknown[] = [];
  const collections = new SharedCollections(gatherer, { onError: (error) => errors.push(error) });
  const release = (): void => {
    for (const one of releases) one();
  };
  return { gatherer, collections, errors, release };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('SharedCollections', () => {
  it('gives scrapes with the same key one collection', async () => {
    const { gatherer, collections, release } = setUp();
    const seen = new Set<unknown>();
    const scrapes = [1, 2, 3].map(() =>
      collections.share(key, undefined, async (collection) => {
        seen.add(collection);
        await collection.families;
      }),
    );
    await nextTurn();
    release();
    await Promise.all(scrapes);
    expect(gatherer.calls).toHaveLength(1);
    expect(seen.size).toBe(1);
  });

  it.each<[string, Partial<CollectionKey>]>([
    ['another generation', { generation: 1 }],
    ['other names', { names: ['a'] }],
    ['another deadline', { timeoutMs: 1000 }],
  ])('collects again for %s', async (_, difference) => {
    const { gatherer, collections, release } = setUp();
    const scrapes = [key, { ...key, ...difference }].map((one) =>
      collections.share(one, undefined, (collection) => collection.families),
    );
    await nextTurn();
    release();
    await Promise.all(scrapes);
    expect(gatherer.calls).toHaveLength(2);
  });

  it('lets a scrape join until the first of them has its page', async () => {
    const { gatherer, collections, release } = setUp();
    const page = Promise.withResolvers<Uint8Array>();
    const scrape = (): Promise<Uint8Array> =>
      collections.share(key, undefined, async (collection) => {
        await collection.families;
        return collection.once('page', () => page.promise);
      });
    const first = scrape();
    await nextTurn();
    release();
    await nextTurn();
    const second = scrape();
    page.resolve(Uint8Array.of(1));
    expect(await second).toBe(await first);
    expect(gatherer.calls).toHaveLength(1);

    const third = scrape();
    await nextTurn();
    release();
    await third;
    expect(gatherer.calls).toHaveLength(2);
  });

  it('waits for what arrives together turn by turn, and no longer', async () => {
    const { gatherer } = setUp();
    gatherer.willCollect(() => []);
    const turns: (() => void)[] = [];
    const collections = new SharedCollections(gatherer, {
      onError: () => {},
      nextTurn: () => new Promise((resolve) => turns.push(resolve)),
    });
    const turn = async (): Promise<void> => {
      turns.shift()?.();
      await nextTurn();
    };
    const scrape = (): Promise<unknown> =>
      collections.share(key, undefined, (collection) => collection.families);
    const scrapes = [scrape()];
    for (let arrival = 0; arrival < 5; arrival++) {
      scrapes.push(scrape());
      await turn();
      expect(gatherer.calls).toEqual([]);
    }
    for (let quiet = 0; quiet < 2; quiet++) {
      await turn();
      expect(gatherer.calls).toEqual([]);
    }
    await turn();
    expect(gatherer.calls).toHaveLength(1);
    expect(await Promise.all(scrapes)).toEqual([[], [], [], [], [], []]);
  });

  it('collects nothing where the clients have gone before it began', async () => {
    const { gatherer } = setUp();
    const collections = new SharedCollections(gatherer, { onError: () => {}, nextTurn });
    const client = new AbortController();
    const scrape = collections.share(key, client.signal, (collection) => collection.families);
    client.abort();
    await expect(scrape).rejects.toBeInstanceOf(AbandonedError);
    expect(gatherer.calls).toEqual([]);
  });

  it('goes on while one client of several still waits', async () => {
    const { gatherer, collections, release } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    const scrapes = [one, other].map(({ signal }) =>
      collections.share(key, signal, (collection) => collection.families),
    );
    await nextTurn();
    one.abort();
    expect(gatherer.calls[0]?.signal?.aborted).toBe(false);
    release();
    expect(await Promise.all(scrapes)).toEqual([[], []]);
  });

  it('aborts a collection that nobody waits for any more, and does not join it again', async () => {
    const { gatherer, collections, errors, release } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    const abandoned = [one, other].map(({ signal }) =>
      collections.share(key, signal, (collection) => collection.families),
    );
    await nextTurn();
    one.abort();
    other.abort();
    const later = collections.share(key, undefined, (collection) => collection.families);
    for (const scrape of abandoned) await expect(scrape).rejects.toBeInstanceOf(AbandonedError);
    await nextTurn();
    release();
    expect(await later).toEqual([]);
    expect(gatherer.calls.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    expect(errors).toEqual([]);
  });

  it('collects nothing for a client that is already gone', async () => {
    const { gatherer, collections } = setUp();
    const scrape = collections.share(key, AbortSignal.abort(), (collection) => collection.families);
    await expect(scrape).rejects.toThrow('All clients of this scrape have gone away.');
    expect(gatherer.calls).toEqual([]);
  });

  it('reports what fails once, however many share it', async () => {
    const { gatherer, collections, errors } = setUp();
    const failure = new Error('no');
    gatherer.willCollect(() => Promise.reject(failure));
    const scrapes = [1, 2].map(() =>
      collections.share(key, undefined, (collection) => collection.families),
    );
    for (const scrape of scrapes) await expect(scrape).rejects.toBe(failure);
    expect(errors).toEqual([failure]);
  });
});
