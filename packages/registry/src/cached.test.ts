import { Gauge, GaugeFunc } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { background } from './background.ts';
import { cached } from './cached.ts';
import { Registry } from './registry.ts';

/** A collector whose gauge says how often it was asked, and which can be told to wait or to fail. */
class Source implements Collector {
  readonly name = 'source';
  asked = 0;
  wait = 0;
  fails = false;
  readonly #gauge = new Gauge({ name: 'asked', help: 'A.' });

  async collect(buf: Parameters<Collector['collect']>[0]): Promise<void> {
    this.asked++;
    if (this.wait > 0) await new Promise((resolve) => setTimeout(resolve, this.wait));
    if (this.fails) throw new Error('source away');
    this.#gauge.set(this.asked);
    buf.push(this.#gauge);
  }
}

async function read(collector: Collector): Promise<Record<string, number>> {
  const registry = new Registry({ collectorMetrics: false, onProblem: 'fail', timeoutMs: 60_000 });
  registry.register(collector);
  const families = await registry.gather();
  return Object.fromEntries(
    families.flatMap(({ name, series }) =>
      Array.from(series, ({ value }) => [name, value as number]),
    ),
  );
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('cached', () => {
  it('asks once in its time to live, and tells the age of what it serves', async () => {
    const source = new Source();
    const collector = cached(source, { ttl: 1000 });
    expect(await read(collector)).toEqual({ asked: 1, telltale_collector_age_seconds: 0 });
    vi.advanceTimersByTime(999);
    expect(await read(collector)).toEqual({ asked: 1, telltale_collector_age_seconds: 0.999 });
    vi.advanceTimersByTime(1);
    expect(await read(collector)).toEqual({ asked: 2, telltale_collector_age_seconds: 0 });
  });

  it('asks once for scrapes that come while it works', async () => {
    const source = new Source();
    source.wait = 50;
    const collector = cached(source, { ttl: 1 });
    const reads = [read(collector), read(collector), read(collector)];
    await vi.advanceTimersByTimeAsync(50);
    expect(await Promise.all(reads)).toEqual(
      reads.map(() => ({ asked: 1, telltale_collector_age_seconds: 0 })),
    );
  });

  it('keeps no failure and serves nothing old instead', async () => {
    const source = new Source();
    const collector = cached(source, { ttl: 1000 });
    await read(collector);
    vi.advanceTimersByTime(1000);
    source.fails = true;
    await expect(read(collector)).rejects.toThrow('source away');
    source.fails = false;
    expect(await read(collector)).toMatchObject({ asked: 3 });
  });

  it('gives up a collection at its deadline and asks again at the next scrape', async () => {
    const source = new Source();
    source.wait = Infinity;
    const hanging: Collector = { name: 'hanging', collect: () => new Promise<void>(() => {}) };
    let current: Collector = hanging;
    const collector = cached(
      { name: 'source', collect: (buf, context) => current.collect(buf, context) },
      { ttl: 1000, timeoutMs: 200 },
    );
    const first = expect(read(collector)).rejects.toThrow('no answer after 200 ms');
    await vi.advanceTimersByTimeAsync(200);
    await first;
    source.wait = 0;
    current = source;
    expect(await read(collector)).toMatchObject({ asked: 1 });
  });

  it('counts a collection that missed its deadline as a timeout', async () => {
    const hanging: Collector = { name: 'hanging', collect: () => new Promise<void>(() => {}) };
    const registry = new Registry({ timeoutMs: 60_000 });
    registry.register(cached(hanging, { ttl: 1000, timeoutMs: 30 }));
    const gathered = registry.gather({ names: ['exporter_collection_errors_total'] });
    await vi.advanceTimersByTimeAsync(30);
    const [errors] = await gathered;
    expect(Array.from(errors!.series, ({ labels, value }) => [labels['cause'], value])).toEqual([
      ['error', 0],
      ['timeout', 1],
      ['conflict', 0],
      ['invalid', 0],
    ]);
  });

  it('disposes of the collector that it asks', () => {
    const dispose = vi.fn();
    cached(Object.assign(new Source(), { [Symbol.dispose]: dispose }), { ttl: 1 })[
      Symbol.dispose
    ]();
    background(Object.assign(new Source(), { [Symbol.dispose]: dispose }), { interval: 1 })[
      Symbol.dispose
    ]();
    expect(dispose).toHaveBeenCalledTimes(2);
  });

  it.each([0, NaN, -5])('refuses a ttl of %o', (ttl) => {
    expect(() => cached(new Source(), { ttl })).toThrow(
      `ttl is ${ttl}, expected milliseconds above 0, below 2^31.`,
    );
  });
});

describe('background', () => {
  it('asks by itself, whoever scrapes, and shows what it was given last', async () => {
    const source = new Source();
    const collector = background(source, { interval: 1000 });
    expect(await read(collector)).toEqual({ asked: 1, telltale_collector_age_seconds: 0 });
    await vi.advanceTimersByTimeAsync(1500);
    expect(source.asked).toBe(2);
    expect(await read(collector)).toEqual({ asked: 2, telltale_collector_age_seconds: 0.5 });
    expect(await read(collector)).toMatchObject({ asked: 2 });
    collector[Symbol.dispose]();
  });

  it('lets the first scrape wait for the first result, and later ones see the last while it works', async () => {
    const source = new Source();
    source.wait = 300;
    const collector = background(source, { interval: 1000 });
    const first = read(collector);
    await vi.advanceTimersByTimeAsync(300);
    expect(await first).toMatchObject({ asked: 1 });
    await vi.advanceTimersByTimeAsync(1100);
    expect(source.asked).toBe(2);
    expect(await read(collector)).toMatchObject({ asked: 1, telltale_collector_age_seconds: 1.1 });
    collector[Symbol.dispose]();
  });

  it('fails after a collection that failed, until one succeeds', async () => {
    const source = new Source();
    const collector = background(source, { interval: 1000 });
    await read(collector);
    source.fails = true;
    await vi.advanceTimersByTimeAsync(1000);
    await expect(read(collector)).rejects.toThrow('source away');
    source.fails = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await read(collector)).toMatchObject({ asked: 3 });
    collector[Symbol.dispose]();
  });

  it('stops when it is disposed of', async () => {
    const source = new Source();
    const collector = background(source, { interval: 1000 });
    await read(collector);
    collector[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(5000);
    expect(source.asked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses an interval of 0', () => {
    expect(() => background(new Source(), { interval: 0 })).toThrow(
      'interval is 0, expected milliseconds above 0, below 2^31.',
    );
  });

  it('keeps what can be read of a collector of which one metric cannot', async () => {
    const registry = new Registry();
    const broken = new GaugeFunc({
      name: 'broken',
      help: 'B.',
      read: () => {
        throw new Error('closed');
      },
    });
    const good = new Gauge({ name: 'good', help: 'G.' });
    const source: Collector = {
      name: 'source',
      collect(buf) {
        buf.push(broken, good);
      },
    };
    registry.register(cached(source, { ttl: 1000 }));
    const names = (await registry.gather()).map(({ name }) => name);
    expect(names).toContain('good');
    expect(names).not.toContain('broken');
  });
});
