import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeText } from '@telltale/exposition';
import { Counter, Gauge } from '@telltale/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeGatherer } from './fake-gatherer.ts';
import { fetchHandler } from './fetch-handler.ts';

/** The relative and bare imports that a module brings with it at run time. */
function importsOf(file: string, seen = new Set<string>()): Set<string> {
  const source = readFileSync(file, 'utf8');
  const specifiers = source.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'/gms);
  for (const [, specifier = ''] of specifiers) {
    const target = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
    if (seen.has(target)) continue;
    seen.add(target);
    if (specifier.startsWith('.')) importsOf(target, seen);
  }
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('fetchHandler', () => {
  it('reaches nothing that only Node.js has', () => {
    const imports = [...importsOf(join(import.meta.dirname, 'fetch.ts'))];
    expect(imports).toContain(join(import.meta.dirname, 'handler.ts'));
    expect(imports.filter((specifier) => !specifier.startsWith('/')).sort()).toEqual([
      '@telltale/exposition',
      '@telltale/metrics',
      '@telltale/model',
      '@telltale/model/internal',
    ]);
  });

  it('sends plain pages where there are no compression streams', async () => {
    vi.stubGlobal('CompressionStream', undefined);
    const counter = new Counter({ name: 'jobs_total', help: 'Jobs done. '.repeat(200) });
    const handler = fetchHandler(FakeGatherer.of(counter));
    const headers = { 'accept-encoding': 'gzip' };
    const response = await handler(new Request('http://localhost/metrics', { headers }));
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toContain('\njobs_total 0\n');
  });

  it('gives each of the scrapes that share a page a copy of its own', async () => {
    const handler = fetchHandler(FakeGatherer.of(new Counter({ name: 'a_total', help: 'A.' })));
    const scrape = (): Promise<Response> => handler(new Request('http://localhost/metrics'));
    const [one, other] = await Promise.all([scrape(), scrape()]);
    new Uint8Array(await one.arrayBuffer()).fill(0);
    expect(await other.text()).toContain('a_total 0\n');
  });

  it('gives a long page as a stream, with its length, and a copy of its own to each scrape', async () => {
    const gauge = new Gauge({ name: 'depth', help: 'Depth.', labelNames: ['queue'] });
    for (let queue = 0; queue < 9000; queue++) gauge.set({ queue: `queue-${queue}` }, queue);
    const handler = fetchHandler(FakeGatherer.of(gauge));
    const scrape = (): Promise<Response> => handler(new Request('http://localhost/metrics'));
    const [one, other] = await Promise.all([scrape(), scrape()]);
    for await (const piece of one.body as ReadableStream<Uint8Array>) piece.fill(0);
    const page = encodeText([gauge.snapshot()]);
    expect(other.headers.get('content-length')).toBe(String(page.length));
    expect(await other.text()).toBe(page);
    expect(await (await scrape()).text()).toBe(page);
  });
});
