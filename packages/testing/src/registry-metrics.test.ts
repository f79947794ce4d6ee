import { constantFamily, type MetricFamily } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { addsNoSeries } from './adds-no-series.ts';
import { comparePage } from './compare-page.ts';
import { gatherAndCompare } from './gather-and-compare.ts';
import { pedanticRegistry } from './pedantic-registry.ts';
import { registryMetricsIn, successesIn } from './registry-metrics.ts';
import { value } from './value.ts';

const options = { collectorMetrics: { prefix: 'my_' } };

/** A registry with a collector that succeeds and, unless it is whole, one that does not. */
function shop(isWhole = true, registry = new Registry(options)): Registry {
  registry.register({
    name: 'shop',
    collect: (buf) => void buf.push(gauge('carts')),
  });
  const collect = (): never => {
    throw new Error('the database is away');
  };
  if (!isWhole) registry.register({ name: 'stock', collect });
  return registry;
}

function gauge(name: string, labelNames: readonly string[] = []): MetricFamily {
  const labels = Object.fromEntries(labelNames.map((label) => [label, 'a']));
  const series = [{ labels, value: 1 }];
  return constantFamily({ name, help: 'G.', type: 'gauge', labelNames, series });
}

const carts = '# TYPE carts gauge\ncarts 1\n';

describe('the metrics of a registry under a prefix of its own', () => {
  it('are not compared unless they are expected or named', async () => {
    await gatherAndCompare(shop(), carts);
    await gatherAndCompare(shop(), `${carts}# EOF`);
    const success = '# TYPE my_collector_success gauge\nmy_collector_success{collector="shop"} 0\n';
    await expect(gatherAndCompare(shop(), carts + success)).rejects.toMatchObject({
      differences: ['my_collector_success{collector="shop"}: expected 0, got 1'],
    });
    await expect(
      gatherAndCompare(shop(), '', { names: ['my_collector_success'] }),
    ).rejects.toMatchObject({
      differences: ['my_collector_success: the family is not expected'],
    });
  });

  it('tell which collector failed', async () => {
    const stock = '# TYPE stock gauge\nstock 1\n';
    for (const names of [undefined, ['stock', 'carts']]) {
      await expect(gatherAndCompare(shop(false), carts + stock, { names })).rejects.toMatchObject({
        differences: ['stock: the family is missing', '(the collector stock failed)'],
      });
    }
    await expect(value(shop(false), 'stock')).rejects.toThrow('(the collector stock failed)');
  });

  it('may grow', async () => {
    const registry = shop();
    let count = 0;
    await addsNoSeries(registry, () => {
      registry.register({ name: `c${count++}`, collect: () => {} });
    });
  });

  it('are those of the registry to a pedantic one', async () => {
    const registry = pedanticRegistry({ collectorMetrics: { prefix: 'my_ms_' } });
    shop(true, registry);
    await expect(registry.gather()).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ collector: 'registry', metric: 'my_ms_collector_success' }),
      ]) as unknown,
    });
  });
});

describe('registryMetricsIn', () => {
  it('has those under the default prefix, and those under each prefix that is found', async () => {
    const own = [
      'exporter_collection_duration_seconds',
      'exporter_collection_errors_total',
      'exporter_collector_success',
    ];
    expect([...registryMetricsIn([])]).toEqual(own);
    const mine = own.map((name) => name.replace('exporter_', 'my_'));
    expect([...registryMetricsIn(await shop().gather())]).toEqual([...own, ...mine]);
  });

  it('takes no metrics that are called alike for those of a registry', () => {
    const success = gauge('node_scrape_collector_success', ['collector']);
    const errors = gauge('jobs_collection_errors_total', ['queue', 'cause']);
    const families = [success, errors, gauge('jobs_collector_success', ['collector'])];
    expect(registryMetricsIn(families).size).toBe(3);
    expect(successesIn(families)).toEqual([]);
    const page =
      '# TYPE node_scrape_collector_success gauge\n' +
      'node_scrape_collector_success{collector="cpu"} 0\n';
    expect(() => comparePage(page, '')).toThrow('the family is not expected');
  });
});
