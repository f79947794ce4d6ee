import { encode, encodeText, parse, type FormatName } from '@telltale/exposition';
import {
  constantFamily,
  type MetricFamily,
  type MetricType,
  type SeriesValue,
} from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';

const buckets = { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 1 }] };
const values: Readonly<Record<MetricType, SeriesValue>> = {
  counter: 1,
  gauge: 1,
  info: 1,
  unknown: 1,
  histogram: buckets,
  gaugehistogram: buckets,
  summary: { count: 2, sum: 3, quantiles: [{ quantile: 0.5, value: 1 }] },
  stateset: { states: { on: true } },
};

const suffixes = '_bucket _sum _count _gsum _gcount _total _info _created'.split(' ');

/** A family of each type under each name that one of another type has for its samples. */
const families: readonly MetricFamily[] = ['x', ...suffixes.map((suffix) => `x${suffix}`)].flatMap(
  (name) =>
    Object.entries(values).map(([type, value]) =>
      constantFamily({ name, help: 'X.', type: type as MetricType, series: [{ value }] }),
    ),
);

const contentTypes = {
  text: 'text/plain; version=0.0.4',
  openmetrics: 'application/openmetrics-text; version=1.0.0',
  protobuf:
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
} satisfies Partial<Record<FormatName, string>>;

async function gathered(...pair: MetricFamily[]): Promise<readonly MetricFamily[]> {
  const registry = new Registry({ collectorMetrics: false });
  registry.register({
    name: 'pair',
    collect(buf) {
      buf.push(...pair);
    },
  });
  return registry.gather();
}

/** `encodeText` shows each family under its own name; see there. */
const isInfoTwice = (pair: readonly MetricFamily[]): boolean =>
  pair.some(({ name, type }) => name === 'x' && type === 'info') &&
  pair.some(({ name }) => name === 'x_info');

describe('a page of what was gathered', () => {
  it.each(families)(
    'can be read strictly in each format, with $type $name first',
    async (first) => {
      for (const second of families) {
        const page = await gathered(first, second);
        expect(page).toContainEqual(
          expect.objectContaining({ name: first.name, type: first.type }),
        );
        for (const [format, contentType] of Object.entries(contentTypes)) {
          const parsed = parse(encode(page, format as FormatName), { contentType });
          expect(parsed.length).toBeGreaterThanOrEqual(page.length);
        }
        if (isInfoTwice([first, second])) continue;
        const parsed = parse(encodeText(page), { contentType: contentTypes.text });
        expect(parsed.length).toBeGreaterThanOrEqual(page.length);
      }
    },
  );
});
