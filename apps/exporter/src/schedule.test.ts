import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from './config/config-schema.ts';
import { ConfiguredExporter, gaugesModule } from './testing/configured-exporter.ts';

afterEach(() => ConfiguredExporter.endAll());

type Source = NonNullable<ConfigInput['sources']>[string];

function gauges(options: object, schedule: object = {}): Source {
  return {
    type: 'module',
    path: gaugesModule,
    options: options as Record<string, unknown>,
    ...schedule,
  };
}

describe('a source', () => {
  it('with cache_ttl is asked once for many scrapes, and says how old its result is', async () => {
    const exporter = await ConfiguredExporter.start({
      sources: { a: gauges({ gauges: { x: 1 } }, { cache_ttl: '1h' }) },
    });
    for (let scrape = 0; scrape < 5; scrape++) await exporter.samples();
    const samples = await exporter.samples();
    expect(samples.get('a_collections_total')).toBe(1);
    expect(samples.get('exporter_collector_age_seconds{collector="a"}')).toBeGreaterThan(0);
    const count = 'exporter_collection_duration_seconds_count{collector="a"}';
    expect(samples.get(count)).toBe(1);
  });

  it('with mode: interval is asked by itself', async () => {
    const exporter = await ConfiguredExporter.start({
      sources: { a: gauges({}, { mode: 'interval', interval: '10ms' }) },
    });
    await expect
      .poll(async () => (await exporter.samples()).get('a_collections_total'))
      .toBeGreaterThan(3);
  });

  it('with mode: cron is asked at the start, and at its times', async () => {
    const exporter = await ConfiguredExporter.start({
      sources: { a: gauges({}, { mode: 'cron', cron: '* * * * * *' }) },
    });
    expect((await exporter.samples()).get('a_collections_total')).toBe(1);
    await expect
      .poll(async () => (await exporter.samples()).get('a_collections_total'), { timeout: 5000 })
      .toBeGreaterThan(1);
  });

  it('with a deadline costs only its own metrics when it is late', async () => {
    const exporter = await ConfiguredExporter.start({
      sources: {
        slow: gauges({ delayMs: 60_000 }, { deadline: '30ms' }),
        fast: gauges({ gauges: { x: 1 } }),
      },
    });
    const samples = await exporter.samples();
    expect(samples.get('x')).toBe(1);
    expect(samples.get('exporter_collector_success{collector="slow"}')).toBe(0);
    const errors = 'exporter_collection_errors_total{collector="slow",cause="timeout"}';
    expect(samples.get(errors)).toBeGreaterThan(0);
    expect(samples.get('exporter_source_up{source="slow",type="module"}')).toBe(0);
  });

  it('with a series_limit shows no more, and counts the rest', async () => {
    const exporter = await ConfiguredExporter.start({
      sources: { a: gauges({ gauges: { x: 1, y: 1, z: 1 } }, { series_limit: 2 }) },
    });
    const samples = await exporter.samples();
    expect([samples.has('a_collections_total'), samples.has('x'), samples.has('y')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(samples.get('exporter_collector_series{collector="a"}')).toBe(2);
    const dropped = 'exporter_collector_series_dropped_total{collector="a"}';
    expect(samples.get(dropped)).toBeGreaterThanOrEqual(2);
  });

  it('ends at the deadline of the scraper, less the offset', async () => {
    const exporter = await ConfiguredExporter.start({
      global: { scrape_timeout_offset: '1s' },
      sources: { slow: gauges({ delayMs: 60_000 }) },
    });
    const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '1.2' };
    const { body } = await exporter.running.ask('/metrics', { headers });
    expect(body).toContain('exporter_collector_success{collector="slow"} 0');
    await exporter.running.io.err.until(/collector=slow error="no answer after 200 ms"/);
  });
});

describe('collect[] and exclude[]', () => {
  const sources = {
    a: gauges({ gauges: { x: 1 } }),
    b: gauges({ gauges: { y: 1 } }),
    c: gauges({ gauges: { z: 1 } }),
  };
  const shown = (samples: ReadonlyMap<string, number>): string[] =>
    ['x', 'y', 'z'].filter((name) => samples.has(name));

  it('ask only some, whose own metrics come with them', async () => {
    const exporter = await ConfiguredExporter.start({ sources });
    await exporter.samples();
    const some = await exporter.samples('?collect[]=a&collect[]=c');
    expect(shown(some)).toEqual(['x', 'z']);
    expect(some.has('exporter_collector_success{collector="b"}')).toBe(false);
    expect(some.has('exporter_source_up{source="b",type="module"}')).toBe(false);
    expect(shown(await exporter.samples('?exclude%5B%5D=a'))).toEqual(['y', 'z']);
    expect(shown(await exporter.samples('?collect[]=a&name[]=z'))).toEqual([]);
    const all = await exporter.samples();
    expect(shown(all)).toEqual(['x', 'y', 'z']);
    expect(all.get('b_collections_total')).toBe((all.get('a_collections_total') ?? 0) - 1);
  });

  it('do not mix at the same moment', async () => {
    const exporter = await ConfiguredExporter.start({ sources });
    const queries = ['?collect[]=a', '?collect[]=b', '?exclude[]=a', '', '?collect[]=c'];
    const pages = await Promise.all(queries.map(async (query) => exporter.samples(query)));
    expect(pages.map(shown)).toEqual([['x'], ['y'], ['y', 'z'], ['x', 'y', 'z'], ['z']]);
  });

  it.each([
    [
      '?collect[]=a&exclude[]=b',
      'collect[] and exclude[] were given together: ask for some collectors, or for all but some.\n',
    ],
    ['?collect[]=aa', 'collect[]=aa names no collector. Did you mean a?\n'],
    ['?exclude[]=nothing', 'exclude[]=nothing names no collector. There are a, b, c.\n'],
    ['?collect[]=', 'collect[]= names no collector. There are a, b, c.\n'],
  ])('that make no sense, %s, get 400 and the reason', async (query, reason) => {
    const exporter = await ConfiguredExporter.start({ sources });
    const { statusCode, body } = await exporter.running.ask(`/metrics${query}`);
    expect([statusCode, body]).toEqual([400, reason]);
  });
});
