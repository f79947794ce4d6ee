import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Counter, Gauge } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../src/need.ts';
import { startMetricsService, type MetricsService } from './metrics-service.ts';
import type { PageFormat } from './page-reader.ts';
import { acceptOf, contentTypeOf, scrape } from './scrape.ts';

const curlIsThere = need({
  what: 'scrapes by curl',
  command: ['curl', '--version'],
  install: 'apt-get install curl',
});

interface CurlAnswer {
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

async function curl(url: string, ...options: string[]): Promise<CurlAnswer> {
  const args = ['--silent', '--show-error', '--fail', '--include', ...options, url];
  const child = spawn('curl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = await text(child.stdout);
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`curl ${args.join(' ')} printed no headers: ${answer}`);
  const headers = answer.slice(0, end).split('\r\n').slice(1);
  return {
    headers: new Map(
      headers.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    ),
    body: answer.slice(end + 4),
  };
}

describe.runIf(curlIsThere)('curl', () => {
  const cleanup = new AsyncDisposableStack();
  let service: MetricsService;

  beforeAll(async () => {
    const orders = new Counter({ name: 'orders_total', help: 'Orders taken.' });
    const temperature = new Gauge({
      name: 'room_temperature_celsius',
      help: 'Temperature, by room.',
      labelNames: ['room'],
    });
    for (let room = 0; room < 500; room++) temperature.set({ room: `Zimmer ${room} – Süd` }, room);
    const registry = new Registry();
    registry.register(orders, temperature);
    service = cleanup.use(await startMetricsService(registry));
  });

  afterAll(() => cleanup.disposeAsync());

  test.each([
    ['*/*', 'text'],
    ['text/plain', 'text'],
    ['application/json', 'text'],
    ['application/openmetrics-text;q=0.5, text/plain;version=0.0.4', 'text'],
    ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
    ['text/plain;q=0.1, application/openmetrics-text;version=1.0.0;q=0.2', 'openmetrics'],
  ] as const)('that accepts %s gets %s', async (accept, format) => {
    const { headers, body } = await curl(service.url, '--header', `Accept: ${accept}`);

    expect(headers.get('content-type')).toBe(contentTypeOf[format]);
    expect(headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(body).toBe(await scrape(service.url, format));
  });

  test.each<PageFormat>(['text', 'openmetrics'])(
    'with --compressed gets the same page of %s, compressed',
    async (format) => {
      const accept = `Accept: ${acceptOf[format]}`;
      const plain = await curl(service.url, '--header', accept);
      const compressed = await curl(service.url, '--header', accept, '--compressed');
      const gzip = await curl(
        service.url,
        ...['--header', accept, '--compressed', '--header', 'Accept-Encoding: gzip'],
      );

      expect(plain.headers.has('content-encoding')).toBe(false);
      expect(compressed.headers.get('content-encoding')).toMatch(/^(gzip|zstd)$/);
      expect(gzip.headers.get('content-encoding')).toBe('gzip');
      const lengths = [plain, gzip].map(({ headers }) => Number(headers.get('content-length')));
      expect(lengths[1]).toBeLessThan(lengths[0]! / 4);
      expect(compressed.body).toBe(plain.body);
      expect(gzip.body).toBe(plain.body);
    },
  );
});
