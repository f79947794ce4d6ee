import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEncoder, encode, parse, type FormatName } from '@telltale/exposition';
import { Counter, Histogram } from '@telltale/metrics';
import type { HistogramValue } from '@telltale/model';
import { describe, expect, it } from 'vitest';

const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

describe('a page that is made in slices while observations go on', () => {
  it.each(['text', 'openmetrics'] as const)('never has a torn histogram, in %s', async (format) => {
    const histogram = new Histogram({
      name: 'size',
      help: 'Size.',
      labelNames: ['of'],
      buckets: [1, 2, 4],
    });
    const series = 3000;
    let observed = 0;
    const observeAll = (): void => {
      for (let of = 0; of < series; of++) histogram.observe({ of }, observed++ % 6);
    };
    observeAll();
    const encoder = createEncoder(format);
    for (let page = 0; page < 5; page++) {
      const before = observed;
      const parts: Uint8Array[] = [];
      for await (const { bytes } of encoder.blocks([histogram.snapshot()])) {
        parts.push(bytes);
        observeAll();
        await nextTurn();
      }
      // Observations went on while it was made.
      expect(parts.length).toBeGreaterThan(3);
      const [family] = parse(Buffer.concat(parts), { contentType: contentTypes[format] });
      let counted = 0;
      for (const { value } of family!.series) {
        const { count, buckets } = value as HistogramValue;
        const last = buckets.at(-1)!;
        expect(last).toMatchObject({ upperBound: Infinity, count });
        for (const [at, bucket] of buckets.entries()) {
          expect(bucket.count).toBeGreaterThanOrEqual(buckets[at - 1]?.count ?? 0);
        }
        counted += count;
      }
      expect(counted).toBe(before);
    }
  });
});

describe('a page that was given up', () => {
  it.each<FormatName>(['text', 'openmetrics', 'protobuf'])(
    'leaves nothing to an older reading that is written after it, in %s',
    async (format) => {
      const counter = new Counter({
        name: 'c_total',
        help: 'C.',
        labelNames: ['a'],
        maxSeries: Infinity,
      });
      const empty = counter.snapshot();
      const encoder = createEncoder(format);
      encoder.encode([empty]);
      for (let a = 0; a < 5000; a++) counter.inc({ a });
      for await (const { bytes } of encoder.blocks([counter.snapshot()])) {
        expect(bytes.length).toBeGreaterThan(0);
        break;
      }
      expect(Buffer.from(encoder.encode([empty]))).toEqual(Buffer.from(encode([empty], format)));
    },
  );
});
