import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Registry, type RegistryChange } from './registry.ts';

describe('Registry > update', () => {
  it('makes all changes or none', () => {
    const registry = new Registry();
    const kept = new Gauge({ name: 'kept', help: 'K.' });
    registry.register(kept);
    expect(() => {
      registry.update((change) => {
        change.unregister(kept);
        change.register(new Gauge({ name: 'a', help: 'A.' }));
        change.register(new Gauge({ name: 'a', help: 'A again.' }));
      });
    }).toThrow('a: the name a is taken by a.');
    expect(registry.collectors()).toEqual([kept]);
    expect(() => {
      registry.update((change) => {
        change.unregister(kept);
        throw new Error('changed my mind');
      });
    }).toThrow('changed my mind');
    expect(registry.collectors()).toEqual([kept]);
  });

  it('tells whether what it removes was there', () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'a', help: 'A.' });
    registry.register(gauge);
    const told: boolean[] = [];
    registry.update((change) => {
      told.push(change.unregister(gauge), change.unregister(gauge));
    });
    expect(told).toEqual([true, false]);
  });

  it('refuses an async function and changes nothing', () => {
    const registry = new Registry();
    const edit: (change: RegistryChange) => unknown = async (change) => {
      change.register(new Gauge({ name: 'a', help: 'A.' }));
    };
    expect(() => {
      registry.update(edit);
    }).toThrow('update() takes no async function.');
    expect(registry.collectors()).toEqual([]);
  });

  it('takes changes to the registry itself inside the function as part of the change', () => {
    const registry = new Registry();
    const direct = new Gauge({ name: 'direct', help: 'D.' });
    registry.update(() => {
      registry.register(direct);
    });
    expect(registry.collectors()).toEqual([direct]);
    expect(() => {
      registry.update(() => {
        registry.unregister(direct);
        throw new Error('changed my mind');
      });
    }).toThrow('changed my mind');
    expect(registry.collectors()).toEqual([direct]);
  });

  it('shows 10,000 scrapes during 1,000 swaps all of the old or all of the new, and no 0 that was not set', async () => {
    const scrapes = 10_000;
    const swaps = 1_000;
    const registry = new Registry({ collectorMetrics: false });
    /** Two instruments and a collector with two families, all saying the number of their swap, from 1 up. */
    const members = (swap: number): Collector[] => {
      const gauge = (name: string): Gauge => {
        const made = new Gauge({ name, help: 'G.' });
        made.set(swap);
        return made;
      };
      const first = gauge('collected_first');
      const second = gauge('collected_second');
      return [
        gauge('direct_first'),
        gauge('direct_second'),
        {
          name: `collector of swap ${swap}`,
          async collect(buf) {
            buf.push(first);
            await new Promise((resolve) => setImmediate(resolve));
            buf.push(second);
          },
        },
      ];
    };
    let current = members(1);
    registry.register(...current);

    const swapAll = async (): Promise<void> => {
      for (let swap = 2; swap <= swaps + 1; swap++) {
        const next = members(swap);
        const old = current;
        registry.update((change) => {
          for (const member of old) change.unregister(member);
          change.register(...next);
        });
        current = next;
        // What was removed is emptied at once: a scrape that still reads it would show it.
        for (const member of old) if (member instanceof Gauge) member.reset();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const seen = new Set<number>();
    const wrong: string[] = [];
    const scrapeAll = async (): Promise<void> => {
      for (let done = 0; done < scrapes;) {
        const batch = Math.min(10, scrapes - done);
        done += batch;
        const pages = await Promise.all(Array.from({ length: batch }, () => registry.gather()));
        for (const page of pages) {
          const values = page.flatMap(({ name, series }) =>
            Array.from(series, ({ value }) => ({ name, value })),
          );
          const numbers = new Set(values.map(({ value }) => value));
          const [only] = numbers;
          if (values.length !== 4 || numbers.size !== 1 || only === 0) {
            wrong.push(values.map(({ name, value }) => `${name} ${value as number}`).join(', '));
          } else seen.add(only as number);
        }
      }
    };
    await Promise.all([swapAll(), scrapeAll()]);
    expect(wrong).toEqual([]);
    // The scrapes did run between the swaps.
    expect(seen.size).toBeGreaterThan(swaps / 2);
  });
});
