import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ParseError, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat, type FormatName } from './format.ts';
import { parse } from './parse.ts';

// Public corpora, not part of the repository: the shared test data folder beside the checkout.
const folder = new URL('../../../../shared/testdata/', import.meta.url);
const isAbsent = !existsSync(folder);
const remark = isAbsent ? ' (skipped: no shared test data folder beside the checkout)' : '';

const text = 'text/plain; version=0.0.4; charset=utf-8';
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const list = (path: string): string[] =>
  isAbsent ? [] : readdirSync(new URL(path, folder), { encoding: 'utf8' }).toSorted();
const read = (path: string): Uint8Array => readFileSync(new URL(path, folder));

/** Whether a page was read rather than refused. */
function parses(path: string, contentType: string): boolean {
  try {
    parse(read(path), { contentType });
    return true;
  } catch (error) {
    if (error instanceof ParseError && error.line > 0 && error.column > 0) return false;
    throw error;
  }
}

describe.skipIf(isAbsent)(`the OpenMetrics corpus${remark}`, () => {
  const names = list('openmetrics/');

  it('is there', () => {
    expect(names.length).toBeGreaterThan(100);
  });

  it.each(names)('%s', (name) => {
    const test = JSON.parse(new TextDecoder().decode(read(`openmetrics/${name}/test.json`))) as {
      shouldParse: boolean;
    };
    expect(parses(`openmetrics/${name}/metrics`, openMetrics)).toBe(test.shouldParse);
  });
});

describe.skipIf(isAbsent)(`the corpus of the text parser of Prometheus${remark}`, () => {
  const names = list('expfmt/corpus/');

  it('is there', () => {
    expect(names.length).toBeGreaterThan(10);
  });

  it.each(names)('%s', (name) => {
    expect(parses(`expfmt/corpus/${name}`, text)).toBe(!name.includes('parse_error'));
  });
});

describe.skipIf(isAbsent)(`protobuf pages of Prometheus${remark}`, () => {
  const protobuf = createFormat('protobuf', '', 'allow-utf-8');

  it.each([
    ['protobuf', 'process_virtual_memory_bytes', 37],
    ['protobuf-multimessage', 'swap_free', 6],
  ])('%s is read, and is the same when it is written and read again', (name, first, size) => {
    const families = parse(read(`expfmt/${name}`), protobuf);
    expect(families[0]?.name).toContain(first);
    expect(families).toHaveLength(size);
    const again = parse(encode(families, protobuf), protobuf);
    expect(again.map(({ series, ...head }) => [head, ...series])).toEqual(
      families.map(({ series, ...head }) => [head, ...series]),
    );
  });

  it('says what the same page says as text', () => {
    const fromProtobuf = encode(parse(read('expfmt/protobuf'), protobuf), 'text');
    const fromText = encode(parse(read('expfmt/text'), { contentType: text }), 'text');
    expect(samplesOf(new TextDecoder().decode(fromProtobuf))).toEqual(
      samplesOf(new TextDecoder().decode(fromText)),
    );
  });
});

/** Each sample line with its value as a number, in any order: writers differ in how they print one. */
function samplesOf(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      line.replace(/(?<=[ ])[+-]?(?:[\d.]+(?:e[+-]?\d+)?|Inf|NaN)(?= |$)/g, (number) =>
        String(Number(number.replace('Inf', 'Infinity'))),
      ),
    )
    .map((line) => line.replace(/\{(.*?)\}/, (_, labels: string) => sorted(labels)))
    .toSorted();
}

const sorted = (labels: string): string =>
  `{${labels
    .split(/,(?=\w+=")/)
    .toSorted()
    .join()}}`;

describe.skipIf(isAbsent)(`real pages${remark}`, () => {
  const pages: readonly [
    path: string,
    format: FormatName,
    contentType: string,
    families: number,
  ][] = [
    ['textparse/1histogram.om.txt', 'openmetrics', openMetrics, 1],
    ['textparse/alltypes.5mfs.om.txt', 'openmetrics', openMetrics, 5],
    ['textparse/alltypes.237mfs.prom.txt', 'text', text, 237],
    ['expfmt/text', 'text', text, 37],
    ['node_exporter/expected.prom', 'text', text, 119],
  ];
  const written = (families: readonly MetricFamily[], format: FormatName): string =>
    new TextDecoder().decode(encode(families, format, { created: true }));

  it.each(pages)(
    '%s keeps every sample when it is written again',
    (path, format, contentType, size) => {
      const families = parse(read(path), { contentType });
      expect(families).toHaveLength(size);
      const again = written(families, format);
      expect(samplesOf(again)).toEqual(samplesOf(new TextDecoder().decode(read(path))));
      expect(written(parse(again, { contentType }), format)).toBe(again);
    },
  );

  it.each(pages)('%s is valid in the other format too', (path, format, contentType) => {
    const families = parse(read(path), { contentType });
    const [other, otherType] =
      format === 'text' ? (['openmetrics', openMetrics] as const) : (['text', text] as const);
    expect(parse(encode(families, other), { contentType: otherType }).length).toBeGreaterThan(0);
  });
});
