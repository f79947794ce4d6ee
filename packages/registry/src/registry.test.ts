import { Counter, Gauge } from '@telltale/metrics';
import type { Collector, Metric } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

function collector(name: string, ...metrics: Metric[]): Collector {
  return {
    name,
    collect(buf) {
      buf.push(...metrics);
    },
  };
}

describe('Registry', () => {
  it('is empty when it is new, and gives an empty page', async () => {
    const registry = new Registry();
    expect(registry.collectors()).toEqual([]);
    expect(await registry.gather()).toEqual([]);
  });

  it('has nothing of another registry', async () => {
    const first = new Registry();
    first.register(new Gauge({ name: 'a', help: 'A.' }));
    expect(await new Registry().gather()).toEqual([]);
  });

  it('calls collect() at each gathering, not before', async () => {
    let calls = 0;
    const registry = new Registry();
    registry.register({
      name: 'counting',
      collect() {
        calls++;
      },
    });
    expect(calls).toBe(0);
    await registry.gather();
    await registry.gather();
    expect(calls).toBe(2);
  });

  describe('register', () => {
    it('does nothing when the same object is registered twice', async () => {
      const registry = new Registry();
      const gauge = new Gauge({ name: 'a', help: 'A.' });
      const other = collector('other', new Gauge({ name: 'b', help: 'B.' }));
      registry.register(gauge, other);
      const { generation } = registry;
      registry.register(other, gauge);
      expect(registry.collectors()).toEqual([gauge, other]);
      expect(registry.generation).toBe(generation);
      const b = (await registry.gather({ names: ['b'] }))[0]!;
      expect([...b.series]).toEqual([{ labels: {}, value: 0 }]);
    });

    it('refuses a second metric of a name, and then adds nothing of the call', () => {
      const registry = new Registry();
      registry.register(new Gauge({ name: 'a', help: 'A.' }));
      const before = registry.collectors();
      expect(() => {
        registry.register(
          new Gauge({ name: 'b', help: 'B.' }),
          new Counter({ name: 'a', help: 'Another.' }),
        );
      }).toThrow(
        expect.objectContaining({
          code: 'DUPLICATE_METRIC',
          metric: 'a',
          message: 'a: the name a is taken by a.',
        }),
      );
      expect(registry.collectors()).toEqual(before);
    });

    it.each([
      [undefined, 'undefined'],
      [null, 'null'],
      [{ collect() {} }, 'an object'],
      [{ name: 'x' }, 'an object'],
      [{ name: '', collect() {} }, 'an object'],
      ['x', '"x"'],
    ])('refuses %o, which is no collector', (value, shown) => {
      expect(() => {
        new Registry().register(value as unknown as Collector);
      }).toThrow(
        expect.objectContaining({
          code: 'NOT_A_COLLECTOR',
          message: `register() got ${shown}, expected name and collect().`,
        }),
      );
    });
  });

  describe('unregister', () => {
    it('removes a collector that collectors() has listed', async () => {
      const registry = new Registry();
      registry.register(
        collector('built-in', new Gauge({ name: 'a', help: 'A.' })),
        new Gauge({ name: 'b', help: 'B.' }),
      );
      const found = registry.collectors().find(({ name }) => name === 'built-in')!;
      expect(registry.unregister(found)).toBe(true);
      expect((await registry.gather()).map(({ name }) => name)).toEqual(['b']);
    });

    it('says that there was nothing to remove', () => {
      const registry = new Registry();
      expect(registry.unregister(collector('never registered'))).toBe(false);
    });

    it('lets a metric of the same name be registered after it', async () => {
      const registry = new Registry();
      const first = new Gauge({ name: 'a', help: 'A.' });
      const second = new Counter({ name: 'a', help: 'Another.' });
      registry.register(first);
      registry.unregister(first);
      registry.register(second);
      expect((await registry.gather()).map(({ type }) => type)).toEqual(['counter']);
    });
  });

  describe('collect', () => {
    it('gives what every collector appended, live, and leaves out what failed', async () => {
      const registry = new Registry();
      const own = new Gauge({ name: 'own', help: 'O.' });
      const made = new Gauge({ name: 'made', help: 'M.' });
      registry.register(own, collector('makes one', made), {
        name: 'fails',
        collect(buf) {
          buf.push(new Gauge({ name: 'lost', help: 'L.' }));
          throw new Error('no');
        },
      });
      expect(await registry.collect()).toEqual([own, made]);
      expect((await registry.collect())[0]).toBe(own);
    });
  });

  it.each([0, -1, NaN, 2 ** 31, '5' as unknown as number])(
    'refuses %o as timeoutMs',
    async (timeoutMs) => {
      const refusal = expect.objectContaining({ code: 'INVALID_OPTION' }) as Error;
      expect(() => new Registry({ timeoutMs })).toThrow(refusal);
      await expect(new Registry().gather({ timeoutMs })).rejects.toThrow(refusal);
    },
  );
});
