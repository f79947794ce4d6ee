import { Gauge } from '@telltale/metrics';
import type { Collector, HistogramValue, MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

const fine: Collector = { name: 'fine', collect() {} };
const failing: Collector = {
  name: 'failing',
  collect() {
    throw new Error('no');
  },
};

/** Series of a family as [label values, value], the value of a histogram its count. */
function table(families: readonly MetricFamily[], name: string): [string, number][] {
  const family = families.find((one) => one.name === name);
  return Array.from(family?.series ?? [], ({ labels, value }) => [
    Object.values(labels).join(' '),
    typeof value === 'number' ? value : (value as HistogramValue).count,
  ]);
}

describe("the registry's own metrics", () => {
  it('appear with the first collector that is not an instrument', async () => {
    const registry = new Registry();
    registry.register(new Gauge({ name: 'g', help: 'G.' }));
    expect((await registry.gather()).map(({ name }) => name)).toEqual(['g']);
    registry.register(fine);
    expect((await registry.gather()).map(({ name }) => name)).toEqual([
      'exporter_collection_duration_seconds',
      'exporter_collection_errors_total',
      'exporter_collector_success',
      'g',
    ]);
  });

  it('say on the page from which something is missing which collector failed and why', async () => {
    const registry = new Registry();
    registry.register(fine, failing, {
      name: 'hanging',
      collect: () => new Promise<void>(() => {}),
    });
    const page = await registry.gather({ timeoutMs: 10 });
    expect(table(page, 'exporter_collector_success')).toEqual([
      ['fine', 1],
      ['failing', 0],
      ['hanging', 0],
    ]);
    expect(table(page, 'exporter_collection_errors_total')).toEqual([
      ['fine error', 0],
      ['fine timeout', 0],
      ['fine conflict', 0],
      ['fine invalid', 0],
      ['failing error', 1],
      ['failing timeout', 0],
      ['failing conflict', 0],
      ['failing invalid', 0],
      ['hanging error', 0],
      ['hanging timeout', 1],
      ['hanging conflict', 0],
      ['hanging invalid', 0],
    ]);
    expect(table(page, 'exporter_collection_duration_seconds')).toEqual([
      ['fine', 1],
      ['failing', 1],
      ['hanging', 1],
    ]);
    const again = await registry.gather({ timeoutMs: 10 });
    expect(table(again, 'exporter_collection_errors_total')).toContainEqual(['failing error', 2]);
  });

  it('say that a collector gave what contradicts the rest', async () => {
    const registry = new Registry();
    registry.register(new Gauge({ name: 'g', help: 'G.' }), {
      name: 'contradicting',
      collect(buf) {
        buf.push(new Gauge({ name: 'g', help: 'Another.' }));
      },
    });
    const page = await registry.gather();
    expect(table(page, 'exporter_collector_success')).toEqual([['contradicting', 0]]);
    expect(table(page, 'exporter_collection_errors_total')).toContainEqual([
      'contradicting conflict',
      1,
    ]);
  });

  it('speak no longer of a collector that was removed', async () => {
    const registry = new Registry();
    registry.register(fine, failing);
    await registry.gather();
    registry.unregister(failing);
    const page = await registry.gather();
    expect(table(page, 'exporter_collector_success')).toEqual([['fine', 1]]);
    expect(table(page, 'exporter_collection_duration_seconds')).toEqual([['fine', 2]]);
  });

  it('are forgotten too where a scrape outlives the removal', async () => {
    const registry = new Registry();
    let answer: (() => void) | undefined;
    const slow: Collector = {
      name: 'slow',
      collect: () => new Promise<void>((resolve) => (answer = resolve)),
    };
    registry.register(slow, fine);
    const underway = registry.gather();
    registry.unregister(slow);
    answer?.();
    expect(table(await underway, 'exporter_collector_success')).toEqual([
      ['slow', 1],
      ['fine', 1],
    ]);
    const page = await registry.gather();
    expect(table(page, 'exporter_collection_duration_seconds')).toEqual([['fine', 2]]);
  });

  it('take another prefix', async () => {
    const registry = new Registry({ collectorMetrics: { prefix: 'my_' } });
    registry.register(fine);
    expect((await registry.gather()).map(({ name }) => name)).toEqual([
      'my_collection_duration_seconds',
      'my_collection_errors_total',
      'my_collector_success',
    ]);
  });

  it('can be turned off', async () => {
    const registry = new Registry({ collectorMetrics: false });
    registry.register(fine);
    expect(await registry.gather()).toEqual([]);
  });
});
