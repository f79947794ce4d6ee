import { Counter, Gauge, Histogram } from '@telltale/metrics';
import type { LabelRows } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

describe('Registry > wrap', () => {
  it('shows what is registered through it under a prefix and with constant labels', async () => {
    const registry = new Registry();
    const counter = new Counter({ name: 'hits_total', help: 'H.', labelNames: ['route'] });
    registry.wrap({ prefix: 'shop_', labels: { region: 'cn' } }).register(counter);
    counter.inc({ route: '/' });
    const [family] = await registry.gather();
    expect(family).toMatchObject({ name: 'shop_hits_total', labelNames: ['region', 'route'] });
    expect(Array.from(family!.series, ({ labels, value }) => ({ labels, value }))).toEqual([
      { labels: { region: 'cn', route: '/' }, value: 1 },
    ]);
  });

  it('leaves the metric itself as it was', () => {
    const gauge = new Gauge({ name: 'g', help: 'G.' });
    new Registry().wrap({ prefix: 'x_', labels: { a: 'b' } }).register(gauge);
    expect(gauge.name).toBe('g');
    expect([...gauge.snapshot().series]).toEqual([{ labels: {}, value: 0 }]);
  });

  it('applies to collectors and keeps buckets and start timestamps', async () => {
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1] });
    histogram.observe(0.5);
    const registry = new Registry({ collectorMetrics: false });
    registry.wrap({ labels: { pool: 'a' } }).register({
      name: 'one',
      collect(buf) {
        buf.push(histogram);
      },
    });
    const [family] = await registry.gather();
    expect([...family!.series]).toEqual([
      {
        labels: { pool: 'a' },
        value: {
          count: 1,
          sum: 0.5,
          buckets: [
            { upperBound: 1, count: 1 },
            { upperBound: Infinity, count: 1 },
          ],
        },
        startTimestamp: expect.any(Number) as number,
      },
    ]);
    expect((await registry.collect()).map(({ name, labelNames }) => [name, labelNames])).toEqual([
      ['h', ['pool']],
    ]);
  });

  it('can be wrapped again: the outer prefix and labels come first', async () => {
    const registry = new Registry();
    registry
      .wrap({ prefix: 'outer_', labels: { a: '1' } })
      .wrap({ prefix: 'inner_', labels: { b: '2' } })
      .register(new Gauge({ name: 'g', help: 'G.' }));
    const [family] = await registry.gather();
    expect(family!.name).toBe('outer_inner_g');
    expect(Array.from(family!.series, ({ labels }) => Object.entries(labels))).toEqual([
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ]);
  });

  it('joins metrics of one name under different constant labels to one family', async () => {
    const registry = new Registry();
    const pools = ['a', 'b'].map((pool, index) => {
      const size = new Gauge({ name: 'pool_size', help: 'P.' });
      size.set(index + 1);
      registry.wrap({ labels: { pool } }).register(size);
      return size;
    });
    expect(pools).toHaveLength(2);
    const families = await registry.gather();
    expect(families.map(({ name }) => name)).toEqual(['pool_size']);
    expect(Array.from(families[0]!.series, ({ labels, value }) => [labels['pool'], value])).toEqual(
      [
        ['a', 1],
        ['b', 2],
      ],
    );
  });

  it('gives the same label rows in each reading, with words for all of the values', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['b'] });
    registry.wrap({ labels: { a: '1' } }).register(gauge);
    gauge.set({ b: 'x' }, 1);
    const read = async (): Promise<LabelRows | undefined> =>
      (await registry.gather())[0]?.columns.labelValues;
    const rows = await read();
    gauge.set({ b: 'y' }, 1);
    expect(await read()).toBe(rows);
    expect([rows?.at(0), rows?.at(1)]).toEqual([
      ['1', 'x'],
      ['1', 'y'],
    ]);
    expect(rows?.words).toEqual([['1'], ['x', 'y']]);
  });

  it('lists and removes only what was registered through it', () => {
    const registry = new Registry();
    const direct = new Gauge({ name: 'direct', help: 'D.' });
    const viewed = new Gauge({ name: 'viewed', help: 'V.' });
    const view = registry.wrap({ prefix: 'x_' });
    registry.register(direct);
    view.register(viewed);
    view.register(viewed);
    expect(view.collectors()).toEqual([viewed]);
    expect(registry.collectors()).toEqual([direct, viewed]);
    expect(view.unregister(direct)).toBe(false);
    expect(view.unregister(viewed)).toBe(true);
    expect(registry.collectors()).toEqual([direct]);
  });

  it('refuses a metric that has a label of the view itself', () => {
    const view = new Registry().wrap({ labels: { region: 'cn' } });
    const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['region'] });
    expect(() => {
      view.register(gauge);
    }).toThrow('g: label name "region" is declared twice.');
  });

  it('refuses a label of the outer view in a view of it', () => {
    const view = new Registry().wrap({ labels: { a: '1' } });
    expect(() => view.wrap({ labels: { a: '2' } })).toThrow(
      expect.objectContaining({ code: 'INVALID_LABEL_NAME' }),
    );
  });

  it('writes labels that are numbers and booleans as strings, and refuses others', async () => {
    const registry = new Registry();
    registry
      .wrap({ labels: { shard: 1, main: true } })
      .register(new Gauge({ name: 'g', help: 'G.' }));
    const [family] = await registry.gather();
    expect(Array.from(family!.series, ({ labels }) => labels)).toEqual([
      { shard: '1', main: 'true' },
    ]);
    expect(() => registry.wrap({ labels: { a: undefined as unknown as string } })).toThrow(
      expect.objectContaining({ code: 'INVALID_LABELS' }),
    );
  });

  it('refuses a label that the type of a metric needs for itself', () => {
    const view = new Registry().wrap({ labels: { le: 'x' } });
    expect(() => {
      view.register(new Histogram({ name: 'h', help: 'H.' }));
    }).toThrow('h: label name "le" is reserved in a histogram.');
  });

  it.each([
    ['another help', new Registry(), 'Another.', { a: '1' }, { a: '2' }],
    ['other constant labels', new Registry(), 'G.', { a: '1' }, { b: '1' }],
    [
      'constant labels in another order',
      new Registry(),
      'G.',
      { a: '1', b: '2' },
      { b: '3', a: '4' },
    ],
    ['the same constant labels', new Registry(), 'G.', { a: '1' }, { a: '1' }],
  ])('refuses a metric of the same name with %s', (_, registry, help, first, second) => {
    registry.wrap({ labels: first }).register(new Gauge({ name: 'g', help: 'G.' }));
    expect(() => {
      registry.wrap({ labels: second }).register(new Gauge({ name: 'g', help }));
    }).toThrow('g: the name g is taken by g.');
  });

  it('refuses labels that no metric may have', () => {
    expect(() => new Registry().wrap({ labels: { __name__: 'x' } })).toThrow(
      expect.objectContaining({ code: 'INVALID_LABEL_NAME' }),
    );
  });
});
