import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Counter } from '@telltale/metrics';
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
});
