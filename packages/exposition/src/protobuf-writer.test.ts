import { constantFamily, type MetricFamily, type NativeHistogramValue } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat, type Format, type FormatName } from './format.ts';
import { parse } from './parse.ts';

const { contentType } = createFormat('protobuf', '', undefined);

/** Bytes as hexadecimal digits, to compare with what is written out by hand below. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (value: string): string => Buffer.from(value).toString('hex');

const varint = (value: number): string =>
  value < 128
    ? value.toString(16).padStart(2, '0')
    : ((value % 128) + 128).toString(16) + varint(Math.floor(value / 128));
const double = (value: number): string => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes.toString('hex');
};

/** Fields by their number: of bytes, and a double. */
const field = (number: number, content: string): string =>
  varint(number * 8 + 2) + varint(content.length / 2) + content;
const double64 = (number: number, value: number): string => varint(number * 8 + 1) + double(value);
const integer = (number: number, value: number): string => varint(number * 8) + varint(value);

const label = (name: string, value: string): string =>
  field(1, field(1, text(name)) + field(2, text(value)));
const delimited = (content: string): string => varint(content.length / 2) + content;

/** A family: its name, its help, the number of its type, and what its metrics hold. */
const family = (name: string, help: string, type: number, ...metrics: string[]): string =>
  delimited(
    field(1, text(name)) +
      (help === '' ? '' : field(2, text(help))) +
      integer(3, type) +
      metrics.map((metric) => field(4, metric)).join(''),
  );

const page = (written: MetricFamily, format: Format | FormatName = 'protobuf'): string =>
  hex(encode([written], format));

const empty = { indexes: [], counts: [] };
const native = (more: Partial<NativeHistogramValue> = {}): NativeHistogramValue => ({
  schema: 3,
  zeroThreshold: 2 ** -128,
  zeroCount: 0,
  positive: empty,
  negative: empty,
  ...more,
});

/** A histogram with native buckets, as the content of its message. */
const nativePage = (count: number, value: NativeHistogramValue): string =>
  page(
    constantFamily({
      name: 'h',
      help: '',
      type: 'histogram',
      series: [{ value: { count, sum: 1, buckets: [], native: value } }],
    }),
  );

describe('protobuf', () => {
  it('has nothing where there are no families', () => {
    expect(encode([], 'protobuf')).toHaveLength(0);
  });

  it('shows a counter with its exemplar, its start and its timestamp', () => {
    const written = constantFamily({
      name: 'jobs_total',
      help: 'Jobs.',
      type: 'counter',
      labelNames: ['queue'],
      series: [
        {
          labels: { queue: 'é' },
          value: 3,
          startTimestamp: 1_700_000_000.25,
          timestamp: 1_700_000_001.5,
          exemplar: { labels: { trace_id: 'ab' }, value: 2, timestamp: 1_700_000_000 },
        },
      ],
    });
    const exemplar =
      label('trace_id', 'ab') +
      double64(2, 2) +
      field(3, integer(1, 1_700_000_000) + integer(2, 0));
    const start = integer(1, 1_700_000_000) + integer(2, 250_000_000);
    expect(page(written)).toBe(
      family(
        'jobs_total',
        'Jobs.',
        0,
        label('queue', 'é') +
          field(3, double64(1, 3) + field(2, exemplar) + field(3, start)) +
          integer(6, 1_700_000_001_500),
      ),
    );
  });

  it.each([
    ['gauge', 'g', 1, 2],
    ['unknown', 'g', 3, 5],
    ['info', 'g_info', 1, 2],
  ] as const)('shows one of type %s', (type, shownName, typeNumber, valueField) => {
    const written = constantFamily({ name: 'g', help: '', type, series: [{ value: 1 }] });
    expect(page(written)).toBe(
      family(shownName, '', typeNumber, field(valueField, double64(1, 1))),
    );
  });

  it('shows a state set as gauges with a label that is called as the family is', () => {
    const written = constantFamily({
      name: 'door',
      help: '',
      type: 'stateset',
      labelNames: ['room'],
      series: [{ labels: { room: '1' }, value: { states: { open: true, shut: false } } }],
    });
    expect(page(written)).toBe(
      family(
        'door',
        '',
        1,
        label('room', '1') + label('door', 'open') + field(2, double64(1, 1)),
        label('room', '1') + label('door', 'shut') + field(2, double64(1, 0)),
      ),
    );
  });

  it('shows a summary', () => {
    const written = constantFamily({
      name: 's',
      help: '',
      type: 'summary',
      series: [
        {
          value: { count: 200, sum: 5, quantiles: [{ quantile: 0.5, value: NaN }] },
          startTimestamp: 12,
        },
      ],
    });
    const quantile = double64(1, 0.5) + double64(2, NaN);
    expect(page(written)).toBe(
      family(
        's',
        '',
        2,
        field(
          4,
          integer(1, 200) +
            double64(2, 5) +
            field(3, quantile) +
            field(4, integer(1, 12) + integer(2, 0)),
        ),
      ),
    );
  });

  it.each([
    ['histogram', 4, field(15, integer(1, 12) + integer(2, 0))],
    ['gaugehistogram', 5, ''],
  ] as const)('shows a classic %s', (type, typeNumber, start) => {
    const exemplar = { labels: {}, value: 7 };
    const written = constantFamily({
      name: 'h',
      help: '',
      type,
      series: [
        {
          value: {
            count: 5,
            sum: 9,
            buckets: [
              { upperBound: 1, count: 2 },
              { upperBound: Infinity, count: 5, exemplar },
            ],
          },
          startTimestamp: 12,
        },
      ],
    });
    const buckets =
      field(3, integer(1, 2) + double64(2, 1)) +
      field(3, integer(1, 5) + double64(2, Infinity) + field(3, double64(2, 7)));
    expect(page(written)).toBe(
      family('h', '', typeNumber, field(7, integer(1, 5) + double64(2, 9) + buckets + start)),
    );
  });

  it('leaves the last bucket to the count where it has no exemplar', () => {
    const value = { count: 5, sum: 9, buckets: [{ upperBound: 1, count: 2 }] };
    const written = constantFamily({ name: 'h', help: '', type: 'histogram', series: [{ value }] });
    const bucket = field(3, integer(1, 2) + double64(2, 1));
    expect(page(written)).toBe(
      family('h', '', 4, field(7, integer(1, 5) + double64(2, 9) + bucket)),
    );
  });

  it('shows counts with a fraction as floats', () => {
    const value = { count: 1.5, sum: 9, buckets: [{ upperBound: 1, count: 1 }] };
    const written = constantFamily({ name: 'h', help: '', type: 'histogram', series: [{ value }] });
    const bucket = field(3, double64(4, 1) + double64(2, 1));
    expect(page(written)).toBe(
      family('h', '', 4, field(7, double64(4, 1.5) + double64(2, 9) + bucket)),
    );
  });

  it('shows native buckets as spans and differences, with a gap of two filled', () => {
    const value = native({
      zeroCount: 1,
      positive: { indexes: [-2, 1, 5, 6], counts: [3, 1, 2, 300] },
      negative: { indexes: [4], counts: [1] },
      exemplars: [{ labels: {}, value: 2, timestamp: 3 }],
    });
    // Signed integers have the sign in the lowest bit: -3 is 5, 298 is 596.
    const negative = field(9, integer(1, 8) + integer(2, 1)) + integer(10, 2);
    const positive =
      field(12, integer(1, 3) + integer(2, 4)) +
      field(12, integer(1, 6) + integer(2, 2)) +
      [6, 5, 0, 2, 2, 596].map((delta) => integer(13, delta)).join('');
    const exemplar = field(16, double64(2, 2) + field(3, integer(1, 3) + integer(2, 0)));
    expect(nativePage(308, value)).toBe(
      family(
        'h',
        '',
        4,
        field(
          7,
          integer(1, 308) +
            double64(2, 1) +
            integer(5, 6) +
            double64(6, 2 ** -128) +
            integer(7, 1) +
            negative +
            positive +
            exemplar,
        ),
      ),
    );
  });

  it('leaves out exemplars of native buckets without a time', () => {
    const given = native({ zeroCount: 1, exemplars: [{ labels: {}, value: 1 }] });
    const untimed = new ColumnFamily(
      { name: 'h', help: '', type: 'histogram', labelNames: [] },
      {
        size: 1,
        width: 2,
        values: new Float64Array([1, 1]),
        bounds: [],
        labelValues: [[]],
        native: [given],
      },
    );
    expect(page(untimed)).toBe(nativePage(1, native({ zeroCount: 1 })));
  });

  it('shows native buckets of floats with their counts', () => {
    const value = native({ positive: { indexes: [0], counts: [0.5] } });
    expect(nativePage(0.5, value)).toBe(
      family(
        'h',
        '',
        4,
        field(
          7,
          double64(4, 0.5) +
            double64(2, 1) +
            integer(5, 6) +
            double64(6, 2 ** -128) +
            double64(8, 0) +
            field(12, integer(1, 0) + integer(2, 1)) +
            double64(14, 0.5),
        ),
      ),
    );
  });

  it.each([
    [0, 0, field(12, integer(1, 0) + integer(2, 0))],
    [0, 2, ''],
    [1, 0, ''],
  ])(
    'marks an empty native histogram only where nothing else does: threshold %d, %d zeros',
    (zeroThreshold, zeroCount, span) => {
      expect(nativePage(zeroCount, native({ zeroThreshold, zeroCount, schema: -4 }))).toBe(
        family(
          'h',
          '',
          4,
          field(
            7,
            integer(1, zeroCount) +
              double64(2, 1) +
              integer(5, 7) +
              double64(6, zeroThreshold) +
              integer(7, zeroCount) +
              span,
          ),
        ),
      );
    },
  );

  it('shows times before 1970 with nanoseconds that count forward', () => {
    const series = [{ value: 1, timestamp: -0.5, startTimestamp: -1.25 }];
    const written = constantFamily({ name: 'c', help: '', type: 'counter', series });
    // Negative integers are of 64 bits: -2 and -500.
    const start = `08fe${'ff'.repeat(8)}01${integer(2, 750_000_000)}`;
    expect(page(written)).toBe(
      family('c', '', 0, `${field(3, double64(1, 1) + field(3, start))}308cfc${'ff'.repeat(7)}01`),
    );
  });

  it.each([
    [1_700_000_000.448, 448_000_000],
    [1_700_000_000.001, 1_000_000],
    // The last bits of a double are no nanoseconds of anybody's clock.
    [1_700_000_000.999, 999_000_000],
    [0.000_000_25, 250],
  ])('shows %d seconds with %d nanoseconds', (startTimestamp, nanos) => {
    const series = [{ value: 1, startTimestamp }];
    const written = constantFamily({ name: 'c', help: '', type: 'counter', series });
    const whole = Math.floor(startTimestamp);
    const seconds = integer(1, whole);
    expect(page(written)).toBe(
      family('c', '', 0, field(3, double64(1, 1) + field(3, seconds + integer(2, nanos)))),
    );
    expect([...(parse(encode([written], 'protobuf'), { contentType })[0]?.series ?? [])]).toEqual([
      { labels: {}, ...series[0] },
    ]);
  });

  it.each([
    ['room_celsius', 'gauge', field(5, text('celsius'))],
    ['cpu_celsius_total', 'counter', field(5, text('celsius'))],
  ] as const)('shows the unit of %s after its metrics', (name, type, unit) => {
    const written = constantFamily({ name, help: '', type, unit: 'celsius', series: [] });
    const typeNumber = type === 'counter' ? 0 : 1;
    expect(page(written)).toBe(delimited(field(1, text(name)) + integer(3, typeNumber) + unit));
  });

  it.each([
    ['underscores', 'a_b', 'c_d'],
    ['allow-utf-8', 'a.b', 'c.d'],
    ['values', 'U__a_2e_b', 'U__c_2e_d'],
  ] as const)('escapes names as negotiated: %s', (escaping, name, labelName) => {
    const written = constantFamily({
      name: 'a.b',
      help: '',
      type: 'gauge',
      labelNames: ['c.d'],
      series: [{ labels: { 'c.d': 'x' }, value: 1 }],
    });
    expect(page(written, createFormat('protobuf', '', escaping))).toBe(
      family(name, '', 1, label(labelName, 'x') + field(2, double64(1, 1))),
    );
  });

  it('keeps label names apart that would become one', () => {
    const written = constantFamily({
      name: 'g',
      help: '',
      type: 'gauge',
      labelNames: ['a.b', 'a_b'],
      series: [{ labels: { 'a.b': '1', a_b: '2' }, value: 1 }],
    });
    expect(page(written)).toBe(
      family('g', '', 1, label('U__a_2e_b', '1') + label('a_b', '2') + field(2, double64(1, 1))),
    );
  });

  it('grows with the page, wherever in it that happens', () => {
    const values = Array.from({ length: 900 }, (_, at) => String(100 + at));
    for (let length = 1; length < 40; length++) {
      const name = 'g'.repeat(length);
      const series = values.map((a) => ({ labels: { a }, value: 1 }));
      const written = constantFamily({ name, help: '', type: 'gauge', labelNames: ['a'], series });
      const metrics = values.map((a) => label('a', a) + field(2, double64(1, 1)));
      expect(page(written) === family(name, '', 1, ...metrics), name).toBe(true);
    }
    const help = 'x'.repeat(100_000);
    const long = constantFamily({ name: 'g', help, type: 'gauge', series: [{ value: 1 }] });
    expect(page(long)).toBe(family('g', help, 1, field(2, double64(1, 1))));
  });
});
