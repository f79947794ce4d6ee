import {
  constantFamily,
  ParseError,
  type MetricFamily,
  type MetricType,
  type NativeBucketsValue,
  type SeriesValue,
} from '@telltale/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat, type Format, type FormatName } from './format.ts';
import { parse } from './parse.ts';

/** Thousands of pages take their time on a busy machine. */
const slow = 60_000;

const text = createFormat('text', '1.0.0', 'allow-utf-8');
const openMetrics = createFormat('openmetrics', '1.0.0', 'allow-utf-8');
const protobuf = createFormat('protobuf', '', 'allow-utf-8');

/** What a family says, to be compared. */
const said = ({ name, help, type, unit, labelNames, series }: MetricFamily) => ({
  name,
  help,
  type,
  unit,
  labelNames,
  series: [...series],
});

interface Shape {
  readonly type: MetricType;
  readonly value: fc.Arbitrary<SeriesValue>;
}

const number = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
const anyNumber = fc.double().map((value) => value + 0);
const positive = fc.double({ min: 0, noNaN: true }).map((value) => value + 0);
const count = fc.nat({ max: 2 ** 40 });
const milliseconds = fc.integer({ min: -(2 ** 45), max: 2 ** 45 }).map((ms) => ms / 1000 + 0);

/** Values of one histogram family: bounds are shared. */
const histogramValues = (lowest: number): fc.Arbitrary<fc.Arbitrary<SeriesValue>> =>
  fc
    .uniqueArray(
      fc.double({ min: lowest, max: 1e300, noNaN: true }).map((bound) => bound + 0),
      {
        maxLength: 5,
      },
    )
    .map((bounds) => {
      const ascending = bounds.toSorted((a, b) => a - b);
      return fc
        .record({ counts: fc.array(count, { minLength: 6, maxLength: 6 }), sum: positive })
        .map(({ counts, sum }) => {
          let cumulative = 0;
          const buckets = [...ascending, Infinity].map((upperBound, at) => {
            cumulative += counts[at] ?? 0;
            return { upperBound, count: cumulative };
          });
          return { count: cumulative, sum, buckets };
        });
    });

const summaryValues = (value: fc.Arbitrary<number>): fc.Arbitrary<fc.Arbitrary<SeriesValue>> =>
  fc
    .uniqueArray(
      fc.double({ min: 0, max: 1, noNaN: true }).map((one) => one + 0),
      { maxLength: 4 },
    )
    .map((quantiles) => {
      const ascending = quantiles.toSorted((a, b) => a - b);
      return fc
        .record({ count, sum: positive, values: fc.array(value, { minLength: 4, maxLength: 4 }) })
        .map(({ count: total, sum, values }) => ({
          count: total,
          sum,
          quantiles: ascending.map((quantile, at) => ({ quantile, value: values[at] ?? 0 })),
        }));
    });

const stateValues = (labelText: fc.Arbitrary<string>): fc.Arbitrary<fc.Arbitrary<SeriesValue>> =>
  fc
    .uniqueArray(
      labelText.filter((state) => !/^\d+$/.test(state) && state !== '__proto__'),
      { minLength: 1, maxLength: 3 },
    )
    .map((states) =>
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }).map((on) => ({
        states: Object.fromEntries(states.map((state, at) => [state, on[at] ?? false])),
      })),
    );

const simple = (type: MetricType, value: fc.Arbitrary<number>) => (): fc.Arbitrary<Shape> =>
  fc.constant({ type, value });

/** All that a format can carry. */
interface Range {
  readonly help: fc.Arbitrary<string>;
  readonly labelText: fc.Arbitrary<string>;
  readonly shapes: readonly (() => fc.Arbitrary<Shape>)[];
  readonly timestamp: fc.Arbitrary<number>;
  readonly hasStarts: boolean;
}

const unicode = fc.string({ unit: 'binary', maxLength: 12 });

/** Text takes blanks before the text as a part of the gap. */
const helpOf = (any: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  any.map((value) => value.replace(/^[ \t]+/, ''));

const textRange: Range = {
  help: helpOf(unicode),
  labelText: unicode,
  shapes: [
    simple('counter', positive),
    simple('gauge', anyNumber),
    simple('unknown', anyNumber),
    () => histogramValues(-1e300).map((value) => ({ type: 'histogram', value })),
    () => summaryValues(anyNumber).map((value) => ({ type: 'summary', value })),
  ],
  timestamp: milliseconds,
  hasStarts: false,
};

const withoutReturns = unicode.map((value) => value.replaceAll('\r', ''));

const openMetricsRange: Range = {
  help: helpOf(withoutReturns),
  labelText: withoutReturns,
  shapes: [
    simple('counter', positive),
    simple('gauge', anyNumber),
    simple('unknown', anyNumber),
    simple('info', fc.constant(1)),
    () => histogramValues(0).map((value) => ({ type: 'histogram', value })),
    () => histogramValues(0).map((value) => ({ type: 'gaugehistogram', value })),
    () => summaryValues(positive).map((value) => ({ type: 'summary', value })),
    () => stateValues(withoutReturns).map((value) => ({ type: 'stateset', value })),
  ],
  timestamp: number,
  hasStarts: true,
};

const nativeBuckets: fc.Arbitrary<NativeBucketsValue> = fc
  .uniqueArray(fc.integer({ min: -2000, max: 2000 }), { maxLength: 6 })
  .chain((indexes) =>
    fc.record({
      indexes: fc.constant(indexes.toSorted((a, b) => a - b)),
      counts: fc.array(fc.integer({ min: 1, max: 2 ** 40 }), {
        minLength: indexes.length,
        maxLength: indexes.length,
      }),
    }),
  );

const exemplar = fc.record({
  labels: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,3}$/),
    fc.string({ unit: 'binary', maxLength: 4 }),
    { noNullPrototype: true },
  ),
  value: number,
  timestamp: milliseconds,
});

/** Histograms with native buckets, some with classic ones too; NaN may be in the count only. */
const nativeValues = (part: 1 | 0.5): fc.Arbitrary<fc.Arbitrary<SeriesValue>> =>
  fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { maxLength: 3 }).map((bounds) =>
    fc
      .record({
        schema: fc.integer({ min: -4, max: 8 }),
        zeroThreshold: fc.constantFrom(0, 2 ** -128, 1),
        zeroCount: fc.nat({ max: 1000 }),
        positive: nativeBuckets,
        negative: nativeBuckets,
        exemplars: fc.option(fc.array(exemplar, { minLength: 1, maxLength: 2 }), {
          nil: undefined,
        }),
        nans: fc.nat({ max: 2 }),
        ofBucket: fc.option(exemplar, { nil: undefined }),
      })
      .map(({ nans, ofBucket, ...value }) => {
        const halved = ({ indexes, counts }: NativeBucketsValue): NativeBucketsValue => ({
          indexes,
          counts: counts.map((one) => one * part),
        });
        const native = {
          ...value,
          zeroCount: value.zeroCount * part,
          positive: halved(value.positive),
          negative: halved(value.negative),
        };
        const all = [native.zeroCount, ...native.positive.counts, ...native.negative.counts];
        const total = all.reduce((sum, one) => sum + one, nans);
        const inBucket = bounds.length > 0 ? ofBucket : undefined;
        const buckets = [...bounds.toSorted((a, b) => a - b), Infinity].map((upperBound) => ({
          upperBound,
          count: upperBound === Infinity ? total : 0,
          ...(inBucket && { exemplar: { ...inBucket, value: Math.min(upperBound, 51) } }),
        }));
        return { count: total, sum: nans > 0 ? NaN : 1.5, buckets, native };
      }),
  );

const protobufRange: Range = {
  help: unicode,
  labelText: unicode,
  shapes: [
    simple('counter', positive),
    simple('gauge', anyNumber),
    simple('unknown', anyNumber),
    () => histogramValues(-1e300).map((value) => ({ type: 'histogram', value })),
    () => histogramValues(-1e300).map((value) => ({ type: 'gaugehistogram', value })),
    () => nativeValues(1).map((value) => ({ type: 'histogram', value })),
    () => nativeValues(0.5).map((value) => ({ type: 'histogram', value })),
    () => nativeValues(1).map((value) => ({ type: 'gaugehistogram', value })),
    () => summaryValues(anyNumber).map((value) => ({ type: 'summary', value })),
  ],
  timestamp: milliseconds,
  hasStarts: true,
};

const starting: readonly MetricType[] = ['counter', 'histogram', 'summary'];

/** Names that no suffix of another family can make. */
const legacyStem = fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/);
const anyStem = fc
  .string({ minLength: 1, maxLength: 6 })
  .filter((stem) => !stem.includes('_') && !stem.includes('\r'));

const anyLabelName = fc
  .oneof(legacyStem, fc.string({ minLength: 1, maxLength: 5 }))
  .filter((name) => !/^(?:__.*|le|quantile|\d+)$/.test(name) && !name.includes('\r'));

function oneFamily(range: Range, stem: string): fc.Arbitrary<MetricFamily> {
  return fc
    .record({
      help: range.help,
      hasUnit: fc.boolean(),
      labelNames: fc.uniqueArray(
        anyLabelName.filter((name) => name !== stem),
        { maxLength: 3 },
      ),
      shape: fc.oneof(...range.shapes.map((shape) => shape())),
    })
    .chain(({ help, hasUnit, labelNames, shape: { type, value } }) => {
      const canHaveUnit = hasUnit && range.hasStarts && type !== 'info' && type !== 'stateset';
      const base = canHaveUnit ? `${stem}_seconds` : stem;
      const time = fc.option(range.timestamp, { nil: undefined });
      const hasStart = range.hasStarts && starting.includes(type);
      const row = fc.record({
        labels: fc.array(range.labelText, {
          minLength: labelNames.length,
          maxLength: labelNames.length,
        }),
        value,
        timestamp: time,
        startTimestamp: hasStart ? time : fc.constant(undefined),
      });
      const rows = fc.uniqueArray(row, {
        maxLength: labelNames.length === 0 ? 1 : 4,
        selector: ({ labels }) => JSON.stringify(labels),
      });
      return rows.map((series) =>
        constantFamily({
          name: type === 'counter' ? `${base}_total` : base,
          help,
          type,
          // A page shows no label names where there are no series.
          labelNames: series.length === 0 ? [] : labelNames,
          ...(canHaveUnit ? { unit: 'seconds' } : {}),
          series: series.map(({ labels, value: one, timestamp, startTimestamp }) => ({
            labels: Object.fromEntries(labelNames.map((label, at) => [label, labels[at] ?? ''])),
            value: one,
            ...(timestamp === undefined ? {} : { timestamp }),
            ...(startTimestamp === undefined ? {} : { startTimestamp }),
          })),
        }),
      );
    });
}

function families(range: Range, stem: fc.Arbitrary<string>): fc.Arbitrary<MetricFamily[]> {
  return fc
    .uniqueArray(stem, { maxLength: 4 })
    .chain((stems) => fc.tuple(...stems.map((one) => oneFamily(range, one))));
}

const formats: readonly (readonly [FormatName, Format, Range])[] = [
  ['text', text, textRange],
  ['openmetrics', openMetrics, openMetricsRange],
];

describe('protobuf', () => {
  it('is read back as the families that were written', { timeout: slow }, () => {
    fc.assert(
      fc.property(families(protobufRange, fc.oneof(legacyStem, anyStem)), (written) => {
        const read = parse(encode(written, protobuf), protobuf);
        expect(read.map(said)).toEqual(written.map(said));
      }),
      { numRuns: 1000 },
    );
  });

  it('is written the same again, with whatever escaping', () => {
    const escaping = fc.constantFrom('allow-utf-8', 'values' as const);
    fc.assert(
      fc.property(families(openMetricsRange, anyStem), escaping, (written, scheme) => {
        const escaped = createFormat('protobuf', '', scheme);
        const page = encode(written, escaped);
        expect(encode(parse(page, escaped), escaped)).toEqual(page);
      }),
      { numRuns: 200 },
    );
  });

  it(
    'gives nothing but a ParseError where bytes were damaged, and what it takes can be written',
    { timeout: slow },
    () => {
      const edit = fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat({ max: 3 }),
        put: fc.uint8Array({ maxLength: 3 }),
      });
      const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
      let refused = 0;
      fc.assert(
        fc.property(families(protobufRange, legacyStem), edits, (written, changes) => {
          let page = encode(written, protobuf);
          for (const { at, cut, put } of changes) {
            const start = Math.floor(at * page.length);
            const parts = [page.subarray(0, start), put, page.subarray(start + cut)];
            page = new Uint8Array(Buffer.concat(parts));
          }
          let read: readonly MetricFamily[];
          try {
            read = parse(page, protobuf);
          } catch (error) {
            if (!(error instanceof ParseError)) throw error;
            expect([error.line, error.column]).toEqual([0, 0]);
            expect(error.message).toMatch(/^byte \d+: /);
            refused++;
            return;
          }
          const again = encode(read, protobuf);
          expect(parse(again, protobuf)).toHaveLength(read.length);
        }),
        { numRuns: 1000 },
      );
      expect(refused).toBeGreaterThan(100);
    },
  );
});

describe.each(formats)('%s', (_name, format, range) => {
  it('is read back as the families that were written', () => {
    fc.assert(
      fc.property(families(range, fc.oneof(legacyStem, anyStem)), (written) => {
        const read = parse(encode(written, format, { created: true }), format);
        expect(read.map(said)).toEqual(written.map(said));
      }),
      { numRuns: 400 },
    );
  });

  it('is written the same again, with whatever escaping', () => {
    const escaping = fc.constantFrom('allow-utf-8', 'values' as const);
    fc.assert(
      fc.property(families(openMetricsRange, anyStem), escaping, (written, scheme) => {
        const escaped = createFormat(format.name, format.version, scheme);
        const page = encode(written, escaped);
        const again = encode(parse(page, escaped), escaped);
        expect(new TextDecoder().decode(again)).toBe(new TextDecoder().decode(page));
      }),
      { numRuns: 200 },
    );
  });

  it('gives nothing but a ParseError where a page was damaged', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat({ max: 4 }),
      put: fc.oneof(
        fc.constantFrom(
          '\n',
          ' ',
          '"',
          '\\',
          '{',
          '}',
          '#',
          ',',
          '=',
          'le',
          '1',
          '-',
          '+Inf',
          '# EOF\n',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
    let refused = 0;
    fc.assert(
      fc.property(families(openMetricsRange, legacyStem), edits, (written, changes) => {
        let page = new TextDecoder().decode(encode(written, format, { created: true }));
        for (const { at, cut, put } of changes) {
          const start = Math.floor(at * page.length);
          page = page.slice(0, start) + put + page.slice(start + cut);
        }
        let read: readonly MetricFamily[];
        try {
          read = parse(page, format);
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
          refused++;
          return;
        }
        // What OpenMetrics takes has no clash of names, so that it can be written and read again.
        const again = encode(read, format, { created: true });
        if (format.name === 'openmetrics') expect(parse(again, format)).toHaveLength(read.length);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('gives nothing but a ParseError where bytes were damaged', () => {
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat({ max: 255 }),
    });
    fc.assert(
      fc.property(families(openMetricsRange, legacyStem), damage, (written, { at, byte }) => {
        const page = encode(written, format);
        if (page.length > 0) page[Math.floor(at * (page.length - 1))] = byte;
        try {
          parse(page, format);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('openmetrics', () => {
  it('is valid for whatever families stand beside each other that text can show', () => {
    const name = fc.constantFrom(
      ...['a', 'b'].flatMap((stem) =>
        ['', '_total', '_created', '_info', '_sum', '_count', '_bucket', '_gsum'].map(
          (suffix) => stem + suffix,
        ),
      ),
    );
    const sampleNames: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
      histogram: ['', '_bucket', '_sum', '_count'],
      summary: ['', '_sum', '_count'],
      info: ['_info'],
    };
    const values: Readonly<Partial<Record<MetricType, SeriesValue>>> = {
      histogram: { count: 1, sum: 1, buckets: [] },
      summary: { count: 1, sum: 1, quantiles: [{ quantile: 0.5, value: 1 }] },
      stateset: { states: { on: true } },
    };
    const type = fc.constantFrom<MetricType[]>(
      'counter',
      'gauge',
      'histogram',
      'summary',
      'info',
      'stateset',
      'unknown',
    );
    const candidates = fc.array(fc.tuple(name, type), { maxLength: 6 });
    fc.assert(
      fc.property(candidates, (heads) => {
        const taken = new Set<string>();
        const written: MetricFamily[] = [];
        for (const [stem, kind] of heads) {
          const base = kind === 'info' ? stem.replace(/_info$/, '') : stem;
          const samples = (sampleNames[kind] ?? ['']).map((suffix) => base + suffix);
          if (samples.some((sample) => taken.has(sample))) continue;
          for (const sample of samples) taken.add(sample);
          const value = values[kind] ?? 1;
          const series = [{ value, startTimestamp: 1 }];
          written.push(constantFamily({ name: stem, help: '', type: kind, series }));
        }
        const page = encode(written, openMetrics, { created: true });
        expect(() => parse(page, openMetrics), new TextDecoder().decode(page)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});
