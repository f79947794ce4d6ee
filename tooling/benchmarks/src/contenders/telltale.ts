import { createEncoder, encode, parse, type Encoder, type PageBlock } from '@telltale/exposition';
import { Counter, Histogram, Summary } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import type { Client, ClientOptions, Contender, PageFormat, PageTotals } from '../contender.ts';
import { telltaleDefaultMetrics } from './telltale-default-metrics.ts';
import { gzipPageOf } from './telltale-gzip-page.ts';

const help = 'What is measured.';
const textContentType = 'text/plain; version=0.0.4; charset=utf-8';
const tenMinutes = 600_000;

interface TelltaleOptions extends ClientOptions {
  /** The memory that values are kept in. */
  readonly allocate?: (bytes: number) => ArrayBufferLike;
}

export function telltaleClient({ keepPages, allocate }: TelltaleOptions): Client {
  const registry = new Registry();
  const encoders = new Map<PageFormat, Encoder>();
  let gzipPage: (() => Promise<readonly Uint8Array[]>) | undefined;
  /** The blocks of the last page of each format. */
  const lastBlocks = new Map<PageFormat, readonly PageBlock[]>();
  /** As in an application, one encoder for all pages of a format. */
  const encoderOf = (format: PageFormat): Encoder => {
    const encoder = encoders.get(format) ?? createEncoder(format);
    encoders.set(format, encoder);
    return encoder;
  };
  return {
    formats: ['text', 'openmetrics', 'protobuf'],
    counter(name) {
      const counter = new Counter({ name, help, allocate });
      registry.register(counter);
      return counter;
    },
    labelledCounter({ name, labelNames, series }) {
      const counter = new Counter({ name, help, labelNames, allocate, maxSeries: series });
      registry.register(counter);
      return counter;
    },
    labelledHistogram({ name, labelNames, series, buckets }) {
      const histogram = new Histogram({
        name,
        help,
        labelNames,
        buckets,
        allocate,
        maxSeries: series,
      });
      registry.register(histogram);
      return histogram;
    },
    nativeHistogram(name, factor) {
      const histogram = new Histogram({ name, help, native: { factor } });
      registry.register(histogram);
      return histogram;
    },
    labelledSummary({ name, labelNames, series, quantiles }) {
      const summary = new Summary({
        name,
        help,
        labelNames,
        quantiles,
        maxAge: tenMinutes,
        ageBuckets: 5,
        maxSeries: series,
      });
      registry.register(summary);
      return summary;
    },
    async page(format) {
      const families = await registry.gather();
      if (!keepPages) return encode(families, format);
      // The page before has been sent by now, and the server says so.
      for (const { release } of lastBlocks.get(format) ?? []) release();
      const blocks: PageBlock[] = [];
      for await (const block of encoderOf(format).blocks(families)) blocks.push(block);
      lastBlocks.set(format, blocks);
      // A server sends them one by one; they are never joined.
      return blocks.map(({ bytes }) => bytes);
    },
    gzipPage: () => (gzipPage ??= gzipPageOf(registry, keepPages))(),
  };
}

function parsePage(page: string): () => PageTotals {
  const families = parse(page, { contentType: textContentType });
  return () => {
    let samples = 0;
    let sum = 0;
    const add = (value: number): void => {
      samples++;
      sum += value;
    };
    for (const { name, series } of families) {
      for (const { value } of series) {
        if (typeof value === 'number') add(value);
        else if ('buckets' in value) {
          for (const { count } of value.buckets) add(count);
          add(value.count);
          add(value.sum);
        } else throw new TypeError(`${name}: neither a number nor a histogram`);
      }
    }
    return { samples, sum };
  };
}

export const contender: Contender = {
  client: telltaleClient,
  defaultMetrics: telltaleDefaultMetrics,
  parse: parsePage,
};
