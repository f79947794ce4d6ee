import { encode, negotiate } from '@telltale/exposition';
import { Gauge } from '@telltale/metrics';
import { describe, expect, it } from 'vitest';
import type { Coding, Codings } from './coding.ts';
import { FakeGatherer } from './fake-gatherer.ts';
import { createHandler, type ScrapeRequest } from './handler.ts';
import { KeptPages } from './kept-pages.ts';
import { KeptSegments } from './kept-segments.ts';

/** A coding that gives what it is given, and counts. */
function countingCoding(): Coding & { wholes: number; segments: number } {
  const coding = {
    wholes: 0,
    segments: 0,
    whole: async (parts: readonly Uint8Array[]) => {
      coding.wholes++;
      return parts;
    },
    keeping: () =>
      new KeptSegments<Uint8Array>({
        segment: async (bytes) => {
          coding.segments++;
          return bytes;
        },
        join: (segments) => segments,
      }),
  };
  return coding;
}

/** A gauge of so many series, of some 30 bytes each. */
function gaugeOf(series: number): Gauge<readonly ['queue']> {
  const gauge = new Gauge({ name: 'depth', help: 'Depth.', labelNames: ['queue'] });
  for (let row = 0; row < series; row++) gauge.set({ queue: `queue-${10_000 + row}` }, row);
  return gauge;
}

const manySeries = 9_000;
const text = negotiate('text/plain');

describe('the page that KeptPages gives', () => {
  it('is in the blocks of the encoder, and as long as they are together', async () => {
    const families = [gaugeOf(manySeries).snapshot()];
    const { parts, byteLength } = await new KeptPages().page(families, text);
    expect(parts.length).toBeGreaterThan(2);
    expect(Buffer.concat(parts).equals(encode(families, text))).toBe(true);
    expect(byteLength).toBe(Buffer.concat(parts).length);
  });

  it('is compressed again only in the blocks that have changed', async () => {
    const gauge = gaugeOf(manySeries);
    const coding = countingCoding();
    const pages = new KeptPages();
    const compress = async (): Promise<number> => {
      const before = coding.segments;
      await (await pages.page([gauge.snapshot()], text)).compressed(coding);
      return coding.segments - before;
    };
    const blocks = await compress();
    expect(blocks).toBeGreaterThan(2);
    expect(await compress()).toBe(0);
    gauge.set({ queue: 'queue-10005' }, 77);
    expect(await compress()).toBe(1);
    for (let row = 0; row < manySeries; row++) gauge.inc({ queue: `queue-${10_000 + row}` });
    expect(await compress()).toBe(blocks);
    expect(coding.wholes).toBe(0);
  });

  it('is compressed as a whole where it is short', async () => {
    const coding = countingCoding();
    const page = await new KeptPages().page([gaugeOf(100).snapshot()], text);
    await page.compressed(coding);
    expect(coding).toMatchObject({ wholes: 1, segments: 0 });
  });

  it('is compressed apart for each format', async () => {
    const families = [gaugeOf(manySeries).snapshot()];
    const openMetrics = negotiate('application/openmetrics-text;version=1.0.0');
    const coding = countingCoding();
    const pages = new KeptPages();
    for (const format of [text, openMetrics, text, openMetrics]) {
      const compressed = await (await pages.page(families, format)).compressed(coding);
      expect(Buffer.concat(compressed).equals(encode(families, format))).toBe(true);
    }
  });
});

describe('a handler', () => {
  const scrape = (url: string): ScrapeRequest => ({
    method: 'GET',
    url,
    header: (name) => (name === 'accept-encoding' ? 'gzip' : undefined),
  });
  const codingsOf = (coding: Coding): Codings => new Map([['gzip', coding]]);

  it('compresses each block once for scrapes of the same moment, and none again', async () => {
    const coding = countingCoding();
    const gatherer = FakeGatherer.of(gaugeOf(manySeries));
    const handle = createHandler(gatherer, {}, codingsOf(coding));
    const answers = await Promise.all([1, 2, 3].map(() => handle(scrape('/metrics'))));
    expect(coding.segments).toBe(answers[0]!.body!.length);
    expect(answers.map(({ headers }) => headers['Content-Encoding'])).toEqual([
      'gzip',
      'gzip',
      'gzip',
    ]);
    await handle(scrape('/metrics'));
    expect(coding.segments).toBe(answers[0]!.body!.length);
  });

  it.each([
    ['a page of families by name', '/metrics?name[]=depth', {}],
    ['a page of which nothing is kept', '/metrics', { keepPages: false }],
  ])('compresses %s as a whole', async (_, url, options) => {
    const coding = countingCoding();
    const handle = createHandler(FakeGatherer.of(gaugeOf(manySeries)), options, codingsOf(coding));
    await handle(scrape(url));
    expect(coding).toMatchObject({ wholes: 1, segments: 0 });
  });
});
