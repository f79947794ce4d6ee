import { afterEach, describe, expect, it } from 'vitest';
import { ConfiguredExporter, gaugesModule } from '../testing/configured-exporter.ts';
import type { PageState } from './page-state.ts';
import { pagePolicy } from './page-endpoint.ts';

afterEach(() => ConfiguredExporter.endAll());

const module = (options: Record<string, unknown>) => ({
  type: 'module' as const,
  path: gaugesModule,
  options,
});
const well = module({ gauges: { shop_orders: 3, shop_queue: 7 } });
const broken = module({ gauges: { lost: 1 }, error: '<b>away</b>' });

/** One that has collected once. */
async function started(sources: Record<string, ReturnType<typeof module>>, args?: string[]) {
  const exporter = await ConfiguredExporter.start({ sources }, args);
  await exporter.running.metrics();
  return exporter.running;
}

describe('the page', () => {
  it('shows collectors with their states and errors, as text', async () => {
    const exporter = await started({ well, broken });
    const { body, headers, statusCode } = await exporter.ask('/');
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toBe(pagePolicy);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(body).toContain('1 of 2 collectors fails: broken');
    expect(body).toContain('&#60;b&#62;away&#60;/b&#62;');
    expect(body).not.toContain('<b>away');
    expect(body).toContain('<title>(1) Telltale exporter</title>');
  });

  it('runs nothing that stands in it, and asks only the exporter for more', async () => {
    const { body } = await (await started({ well })).ask('/?q=shop&metric=shop_orders');
    expect(body).not.toMatch(/<style|style="|\bon\w+="|https?:|src="\/|href="\//);
    const loaded = [...body.matchAll(/<(?:link|script)[^>]*(?:href|src)="([^"]*)"/g)];
    expect(loaded.map(([, path]) => path)).toEqual([
      './assets/icon.svg',
      './assets/page.css',
      './assets/uPlot.css',
      './assets/page.js',
    ]);
  });

  it('finds metrics by words in any order, and shows the values of one', async () => {
    const exporter = await started({ well });
    const names = async (path: string): Promise<unknown> =>
      [...(await exporter.ask(path)).body.matchAll(/metric=(\w+)#detail/g)].map(([, name]) => name);
    expect(await names('/?q=test%20GAUGE')).toEqual(expect.arrayContaining(['shop_orders']));
    expect(await names('/?q=queue')).toEqual(['shop_queue']);
    const none = (await exporter.ask('/?q=%3Cscript%3E')).body;
    expect(none).toContain('No metric has all of these words.');
    expect(none).toContain('value="&#60;script&#62;"');
    const { body } = await exporter.ask('/?metric=shop_orders');
    expect(body).toMatch(/<td class="number">3<\/td>/);
    expect((await exporter.ask('/?metric=gone')).body).toContain('There is no such metric');
  });

  it('leads to everything below the prefix, by paths from where it is', async () => {
    const exporter = await started({ well }, ['--web.route-prefix=/below']);
    const { body } = await exporter.ask('/below/');
    const paths = [...body.matchAll(/(?:href|src)="\.(\/[^"?#]*)/g)].map(([, path]) => path);
    expect(paths).toContain('/metrics');
    for (const path of new Set(paths)) {
      expect([path, (await exporter.ask(`/below${path}`)).statusCode]).toEqual([path, 200]);
    }
  });

  it('has nothing read out that changes by itself', async () => {
    const exporter = await started({ well });
    const { body } = await exporter.ask('/');
    const readOut = [...body.matchAll(/<(\w+) id="(\w+)"[^>]*role="status"[^>]*>(.*?)<\/\1>/gs)];
    expect(readOut.map(([, , id]) => id)).toEqual(['verdict', 'count']);
    for (const [, , , text] of readOut) expect(text).not.toMatch(/\bago\b|\bup for\b/);
    expect(body).toMatch(/id="collected"[^>]*>[^<]* series of [^<]* metrics, collected just now</);
  });

  it('is only read', async () => {
    const exporter = await started({ well });
    for (const path of ['/', '/api/v1/status', '/assets/page.js']) {
      const { statusCode, headers } = await exporter.ask(path, { method: 'POST' });
      expect([path, statusCode, headers.allow]).toEqual([path, 405, 'GET, HEAD']);
    }
  });
});

describe('what the page loads', () => {
  it('is of the right type, and is not sent twice', async () => {
    const exporter = await started({ well });
    for (const [name, type] of Object.entries({
      'page.css': 'text/css',
      'uPlot.css': 'text/css',
      'page.js': 'text/javascript',
      'metric-chart.js': 'text/javascript',
      'uPlot.js': 'text/javascript',
      'icon.svg': 'image/svg+xml',
    })) {
      const { headers, body } = await exporter.ask(`/assets/${name}`);
      expect(headers['content-type']).toContain(type);
      expect(body.length).toBeGreaterThan(100);
      const again = await exporter.ask(`/assets/${name}`, {
        headers: { 'If-None-Match': headers.etag! },
      });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    for (const path of [
      '/assets/',
      '/assets/no.js',
      '/assets/..%2fpackage.json',
      '/assets/constructor',
    ]) {
      expect([path, (await exporter.ask(path)).statusCode]).toEqual([path, 404]);
    }
  });
});

describe('/api/v1', () => {
  it('tells how collectors and sources are', async () => {
    const exporter = await started({ well, broken });
    await exporter.metrics();
    const state = JSON.parse((await exporter.ask('/api/v1/status')).body) as PageState;
    expect(state.collectors.map(({ name, state: is, error }) => [name, is, error])).toEqual([
      ['well', 'ok', undefined],
      ['broken', 'failing', '<b>away</b>'],
    ]);
    expect(state.collectors[0]).toMatchObject({ mode: 'scrape', series: 3, source: 'well' });
    expect(state.collectors[0]!.recent.length).toBeGreaterThanOrEqual(2);
    expect(state.collectors[1]!.recent.every(({ isWhole }) => !isWhole)).toBe(true);
    expect(state.sources).toEqual([
      { name: 'well', type: 'module', state: 'ok' },
      { name: 'broken', type: 'module', state: 'failing' },
    ]);
  });

  it('says why a reload failed until one succeeds', async () => {
    const exporter = await ConfiguredExporter.start({ sources: { well } });
    const error = async (): Promise<string | undefined> =>
      (JSON.parse((await exporter.running.ask('/api/v1/status')).body) as PageState).reloadError;
    expect(await error()).toBeUndefined();
    exporter.configure({ sources: { well: { type: 'nothing' } } } as never);
    await exporter.running.reload();
    expect(await error()).toContain('"nothing" is not possible here');
    expect((await exporter.running.ask('/')).body).toContain('could not be reloaded');
    exporter.configure({ sources: { well } });
    await exporter.running.reload();
    expect(await error()).toBeUndefined();
  });

  it('lists metrics, and gives the values of one', async () => {
    const exporter = await started({ well });
    const { families } = JSON.parse((await exporter.ask('/api/v1/families?search=shop')).body) as {
      families: unknown[];
    };
    expect(families).toEqual([
      { name: 'shop_orders', type: 'gauge', help: 'A gauge of a test.', series: 1 },
      { name: 'shop_queue', type: 'gauge', help: 'A gauge of a test.', series: 1 },
    ]);
    const { family } = JSON.parse((await exporter.ask('/api/v1/family?name=shop_queue')).body) as {
      family: unknown;
    };
    expect(family).toMatchObject({ size: 1, isGrowing: false, series: [{ labels: {}, value: 7 }] });
    const missing = await exporter.ask('/api/v1/family');
    expect([missing.statusCode, missing.body]).toEqual([
      400,
      '{"error":"name is missing: expected the name of a metric"}\n',
    ]);
    expect((await exporter.ask('/api/v1/family?name=gone')).statusCode).toBe(404);
  });

  it('collects for several that ask at once only once', async () => {
    const exporter = await started({ slow: module({ gauges: { slow: 1 }, delayMs: 50 }) });
    const collections = async (): Promise<number> =>
      (JSON.parse((await exporter.ask('/api/v1/status')).body) as PageState).collectors[0]!.recent
        .length;
    const before = await collections();
    await Promise.all(Array.from({ length: 10 }, () => exporter.ask('/api/v1/family?name=slow')));
    // None where the last one is young enough, and one where it is not.
    expect((await collections()) - before).toBeLessThanOrEqual(1);
  });
});
