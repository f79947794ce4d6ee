import { constantFamily, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { createEncoder, encode, type FormatName, type PageBlock } from '../index.ts';

const decoder = new TextDecoder();
const gauge = (name: string, rows: readonly (readonly [string, number])[], help = 'Help.') =>
  constantFamily({
    name,
    help,
    type: 'gauge',
    labelNames: ['x'],
    series: rows.map(([x, value]) => ({ labels: { x }, value })),
  });
const formats: readonly FormatName[] = ['text', 'openmetrics', 'openmetrics2', 'protobuf'];

/** Writes pages one after the other; each has to be what `encode` gives. */
function expectSame(format: FormatName, ...pages: readonly (readonly MetricFamily[])[]): void {
  const encoder = createEncoder(format);
  for (const families of pages) {
    expect(decoder.decode(encoder.encode(families))).toBe(decoder.decode(encode(families, format)));
  }
}

describe.each(formats)('a kept page in %s', (format) => {
  it('is what encode gives, from nothing on', () => {
    expectSame(
      format,
      [],
      [gauge('a', [['1', 1]])],
      [],
      [gauge('a', [])],
      [gauge('b', [['é', 2]])],
    );
  });

  it('has help texts and labels of any length', () => {
    const long = 'é'.repeat(100_000);
    const page = (value: number) => [
      gauge(
        'a',
        [
          [long, value],
          ['b', value],
        ],
        long,
      ),
      gauge('b', []),
    ];
    expectSame(format, page(1), page(2), page(100));
  });

  it('follows values, whether they take as many characters or not', () => {
    const rows = (...values: readonly number[]) =>
      values.map((value, at) => [`row ${at}`, value] as const);
    expectSame(
      format,
      [gauge('a', rows(1, 2, 3, 4))],
      [gauge('a', rows(1, 20, 3, 4))],
      [gauge('a', rows(-1, 0.5, NaN, Infinity))],
      [gauge('a', rows(9_007_199_254_740_991, 1e21, -1e-7, 123_456_789_012))],
      [gauge('a', rows(-9_007_199_254_740_991, 1_000_000_000, 999_999_999, -0))],
      [gauge('a', rows(1, 2, 3, 4))],
    );
  });
});

const many = (length: number, value: (at: number) => number) =>
  gauge(
    'many',
    Array.from(
      { length },
      (_, at) => [`a label that is rather long, of row ${at}`, value(at)] as const,
    ),
  );

async function all(blocks: AsyncIterable<PageBlock>): Promise<PageBlock[]> {
  const list: PageBlock[] = [];
  for await (const block of blocks) list.push(block);
  return list;
}

const textOf = (blocks: readonly PageBlock[]) =>
  decoder.decode(Buffer.concat(blocks.map(({ bytes }) => bytes)));

describe('blocks', () => {
  it('are those of before where nothing in them has changed', async () => {
    const encoder = createEncoder('text');
    const first = await all(encoder.blocks([many(10_000, () => 1)]));
    expect(first.length).toBeGreaterThan(5);
    expect(first.every(({ unchanged }) => !unchanged)).toBe(true);
    const second = await all(encoder.blocks([many(10_000, (at) => (at === 5000 ? 2 : 1))]));
    expect(second.filter(({ unchanged }) => !unchanged)).toHaveLength(1);
    for (const [at, block] of second.entries()) {
      if (!block.unchanged) continue;
      expect(block.id).toBe(first[at]?.id);
      expect(block.bytes).toBe(first[at]?.bytes);
    }
    expect(textOf(first)).toBe(decoder.decode(encode([many(10_000, () => 1)], 'text')));
  });

  it('of protobuf are those of before too, behind the length of the family', async () => {
    const encoder = createEncoder('protobuf');
    const first = await all(encoder.blocks([many(10_000, () => 1)]));
    expect(first.length).toBeGreaterThan(5);
    const second = await all(encoder.blocks([many(10_000, (at) => (at === 5000 ? 1e300 : 1))]));
    expect(second.filter(({ unchanged }) => !unchanged)).toHaveLength(1);
    const longer = [many(10_001, (at) => (at === 5000 ? 1e300 : 1))];
    const third = await all(encoder.blocks(longer));
    // The length and the last rows.
    expect(third.filter(({ unchanged }) => !unchanged)).toHaveLength(2);
    expect(Buffer.concat(third.map(({ bytes }) => bytes))).toEqual(
      Buffer.from(encode(longer, 'protobuf')),
    );
  });

  it('are about 64 KiB each, also of many small families', async () => {
    const families = Array.from({ length: 5000 }, (_, at) => gauge(`metric_${at}`, [['a', at]]));
    const encoder = createEncoder('openmetrics');
    const blocks = await all(encoder.blocks(families));
    for (const { bytes } of blocks.slice(0, -1)) {
      expect(bytes.length).toBeGreaterThanOrEqual(65_536);
      expect(bytes.length).toBeLessThan(70_000);
    }
    expect(textOf(blocks)).toBe(decoder.decode(encode(families, 'openmetrics')));
    const again = await all(encoder.blocks(families));
    expect(again.every(({ unchanged }) => unchanged)).toBe(true);
    families[2500] = gauge('metric_2500', [['a', -1]]);
    const changed = await all(encoder.blocks(families));
    expect(changed.filter(({ unchanged }) => !unchanged)).toHaveLength(1);
    expect(textOf(changed)).toBe(decoder.decode(encode(families, 'openmetrics')));
  });

  it('of small families are written over once they were given back, and not before', async () => {
    const encoder = createEncoder('text');
    const page = async (value: number): Promise<{ block: PageBlock; text: string }> => {
      const families = [gauge('a', [['x', value]]), gauge('b', [['y', 1]])];
      const [block] = await all(encoder.blocks(families));
      expect(textOf([block!])).toBe(decoder.decode(encode(families, 'text')));
      return { block: block!, text: textOf([block!]) };
    };
    const first = await page(1);
    const second = await page(20);
    expect(textOf([first.block])).toBe(first.text);
    // Of the first page this says nothing any more, and of the second all.
    first.block.release();
    second.block.release();
    const third = await page(3);
    expect(third.block.bytes.buffer).toBe(second.block.bytes.buffer);
    expect(textOf([first.block])).toBe(first.text);
    const fourth = await page(400);
    expect(textOf([third.block])).toBe(third.text);
    expect(fourth.block.id).not.toBe(third.block.id);
  });

  it('let the event loop through', async () => {
    const encoder = createEncoder('text');
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await all(encoder.blocks([many(100_000, (at) => at)]));
    isDone = true;
    expect(turns).toBeGreaterThan(3);
  });

  it('of pages that are asked for at the same time are not mixed up', async () => {
    const encoder = createEncoder('text');
    const families = [1, 2, 3].map((value) => [many(20_000, (at) => at * value)]);
    const pages = families.map((one) => all(encoder.blocks(one)));
    // At once, while the first is made in slices.
    const atOnce = encoder.encode([many(20_000, () => 7)]);
    for (const [at, page] of pages.entries()) {
      expect(textOf(await page)).toBe(decoder.decode(encode(families[at] ?? [], 'text')));
    }
    expect(decoder.decode(atOnce)).toBe(decoder.decode(encode([many(20_000, () => 7)], 'text')));
  });

  it('wait for nobody who has gone away', async () => {
    const encoder = createEncoder('text');
    const families = [many(20_000, (at) => at)];
    for await (const block of encoder.blocks(families)) {
      expect(block.unchanged).toBe(false);
      break;
    }
    expect(textOf(await all(encoder.blocks(families)))).toBe(
      decoder.decode(encode(families, 'text')),
    );
  });

  it('fail for a family that was written by hand, and then go on', async () => {
    const encoder = createEncoder('text');
    const good = gauge('a', [['1', 1]]);
    const byHand = { ...good };
    await expect(all(encoder.blocks([good, byHand]))).rejects.toThrow('constantFamily()');
    expect(() => encoder.encode([byHand])).toThrow('constantFamily()');
    expect(textOf(await all(encoder.blocks([good])))).toBe(decoder.decode(encode([good], 'text')));
  });
});

describe('createEncoder', () => {
  it('refuses a format that there is not', () => {
    expect(() => createEncoder('json' as FormatName)).toThrow('"json" is not a format');
  });

  it('says which format it writes', () => {
    expect(createEncoder('openmetrics').format).toMatchObject({
      name: 'openmetrics',
      version: '1.0.0',
    });
  });
});
