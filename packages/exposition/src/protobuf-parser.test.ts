import { ParseError, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';
import { parse } from './parse.ts';
import { ProtobufSink } from './protobuf-sink.ts';

const protobuf = createFormat('protobuf', '', undefined);

type Write = (sink: ProtobufSink) => void;

/** A page of one family that is called h, of a type by its number. */
function pageOf(type: number, ...metrics: readonly Write[]): Uint8Array {
  const sink = new ProtobufSink();
  const start = sink.begin();
  sink.text(1, 'h');
  sink.integer(3, type);
  for (const metric of metrics) message(4, metric)(sink);
  sink.end(start);
  return sink.take();
}

const histogram =
  (...parts: readonly Write[]): Write =>
  (sink) =>
    message(7, ...parts)(sink);
const integer =
  (field: number, value: number): Write =>
  (sink) =>
    sink.integer(field, value);
const signed =
  (field: number, value: number): Write =>
  (sink) =>
    sink.signed(field, value);
const double =
  (field: number, value: number): Write =>
  (sink) =>
    sink.double(field, value);
const message =
  (field: number, ...parts: readonly Write[]): Write =>
  (sink) => {
    const start = sink.open(field);
    for (const part of parts) part(sink);
    sink.end(start);
  };
const span = (field: number, offset: number, length: number): Write =>
  message(field, signed(1, offset), integer(2, length));
const label = (name: string, value: string): Write =>
  message(
    1,
    (sink) => sink.text(1, name),
    (sink) => sink.text(2, value),
  );
const gauge = (...parts: readonly Write[]): Write => message(2, ...parts);
const metric =
  (...parts: readonly Write[]): Write =>
  (sink) =>
    parts.forEach((part) => part(sink));

const series = (families: readonly MetricFamily[]): unknown[] =>
  families.flatMap((family) => [...family.series]);

/** What is read of one histogram. */
const readHistogram = (...parts: readonly Write[]): unknown =>
  series(parse(pageOf(4, histogram(...parts)), protobuf));

const bytes = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

function failure(input: Uint8Array): ParseError {
  try {
    parse(input, protobuf);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('the protobuf parser', () => {
  it('reads no families from no bytes', () => {
    expect(parse(new Uint8Array(), protobuf)).toEqual([]);
  });

  it('takes what is not there as zero, as the format has it', () => {
    const [family] = parse(pageOf(1, gauge()), protobuf);
    expect(family).toMatchObject({ name: 'h', help: '', type: 'gauge', labelNames: [] });
    expect(series([family as MetricFamily])).toEqual([{ labels: {}, value: 0 }]);
    expect(readHistogram()).toEqual([
      { labels: {}, value: { count: 0, sum: 0, buckets: [{ upperBound: Infinity, count: 0 }] } },
    ]);
  });

  it('takes a family without a type as a counter, as the format has it', () => {
    expect(parse(bytes('03 0a0168'), protobuf)[0]?.type).toBe('counter');
  });

  it('skips the fields that it does not know, of every wire type', () => {
    const unknown = [
      'a0 06 ff 01', // field 100: an integer
      'a1 06 0000000000000000', // 8 bytes
      'a2 06 02 ffff', // bytes
      'a3 06 08 01 ab 06 ac 06 a4 06', // a group with a group in it
      'a5 06 00000000', // 4 bytes
    ].join('');
    const content = `0a0168 1801 ${unknown}`.replaceAll(' ', '');
    const length = (content.length / 2).toString(16);
    expect(parse(bytes(length + content), protobuf)[0]?.type).toBe('gauge');
  });

  it('adds the last bucket that a writer left to the count', () => {
    const buckets = [
      message(3, integer(1, 2), double(2, 1)),
      message(3, integer(1, 2), double(2, 2)),
    ];
    expect(readHistogram(integer(1, 3), ...buckets)).toEqual([
      {
        labels: {},
        value: {
          count: 3,
          sum: 0,
          buckets: [
            { upperBound: 1, count: 2 },
            { upperBound: 2, count: 2 },
            { upperBound: Infinity, count: 3 },
          ],
        },
      },
    ]);
  });

  it('reads differences that a writer packed, and those that it did not', () => {
    const deltas = [signed(13, 2), signed(13, -1)];
    const packed = message(13);
    const native = {
      schema: 0,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: { indexes: [-1, 0], counts: [2, 1] },
      negative: { indexes: [], counts: [] },
    };
    const expected = [
      {
        labels: {},
        value: { count: 3, sum: 0, buckets: [{ upperBound: Infinity, count: 3 }], native },
      },
    ];
    expect(readHistogram(integer(1, 3), span(12, -1, 2), ...deltas, packed)).toEqual(expected);
    // 6a 02 04 01: both in one field.
    const page = bytes('15 0a0168 1804 220e 3a0c 0803 62040801 1002 6a020401');
    expect(series(parse(page, protobuf))).toEqual(expected);
  });

  it('reads native buckets of floats, without the empty ones', () => {
    const native = [double(4, 2.5), double(6, 0.5), double(8, 1)];
    const buckets = [span(9, 1, 3), double(11, 1), double(11, 0), double(11, 0.5)];
    expect(readHistogram(...native, ...buckets)).toMatchObject([
      {
        value: {
          count: 2.5,
          native: {
            zeroThreshold: 0.5,
            zeroCount: 1,
            negative: { indexes: [1, 3], counts: [1, 0.5] },
          },
        },
      },
    ]);
  });

  it('knows an empty native histogram by its span', () => {
    expect(readHistogram(signed(5, 3), span(12, 0, 0))).toMatchObject([
      { value: { native: { schema: 3, positive: { indexes: [], counts: [] } } } },
    ]);
    expect(JSON.stringify(readHistogram(signed(5, 3)))).not.toContain('native');
  });

  it('counts observations of NaN that are in no bucket', () => {
    expect(readHistogram(integer(1, 3), double(2, NaN), integer(7, 2), double(6, 1))).toMatchObject(
      [{ value: { count: 3, sum: NaN, native: { zeroCount: 2 } } }],
    );
  });

  it('reads integers beyond 2^53 as the double next to them', () => {
    const sink = new ProtobufSink();
    sink.integer(1, 2 ** 63);
    expect(Buffer.from(sink.take()).toString('hex')).toBe('0880808080808080808001');
    expect(readHistogram(integer(1, 2 ** 63))).toMatchObject([{ value: { count: 2 ** 63 } }]);
    expect(readHistogram(integer(1, 2 ** 64 - 2048))).toMatchObject([
      { value: { count: 2 ** 64 - 2048 } },
    ]);
  });

  it.each<[why: string, input: Uint8Array, message: string]>([
    ['a length that is cut off', bytes('80'), 'byte 1: the message ends too early'],
    ['a family that is cut off', bytes('04 0a0168'), 'byte 0: the message ends too early'],
    [
      'a text that ends after its message',
      bytes('03 0a0268'),
      'byte 2: the message ends too early',
    ],
    [
      'a double that is cut off',
      bytes('07 0a0168 2202 1201 09'),
      'byte 7: the message ends too early',
    ],
    ['no name', bytes('02 1801'), 'byte 0: a family has no name'],
    ['an empty name', bytes('02 0a00'), 'byte 0: a family has no name'],
    ['a name that is not UTF-8', bytes('03 0a01ff'), 'byte 2: a text is not UTF-8'],
    [
      'a name that is an integer',
      bytes('02 0801'),
      'byte 1: field 1 is of wire type 0, expected a text (2)',
    ],
    [
      'a type that is a text',
      bytes('06 0a0168 1a0131'),
      'byte 4: field 3 is of wire type 2, expected an integer (0)',
    ],
    ['a type that there is none of', pageOf(6), 'byte 0: h: 6 is no type of a family'],
    ['the field 0', bytes('02 0201'), 'byte 1: 0 is no number of a field'],
    ['a wire type that there is none of', bytes('02 a706'), 'byte 1: field 100 is of wire type 7'],
    ['a group that only ends', bytes('02 a406'), 'byte 1: field 100 is of wire type 4'],
    ['a group without an end', bytes('02 a306'), 'byte 3: the message ends too early'],
    [
      'a group with the end of another',
      bytes('04 a306 ac06'),
      'byte 3: field 101 is of wire type 4',
    ],
    [
      'an integer of 70 bits',
      bytes('0c 18 ffffffffffffffffff7f 00'),
      'byte 2: an integer has more than 64 bits',
    ],
    [
      'an integer of eleven bytes',
      bytes('0c 18 ffffffffffffffffffff 01'),
      'byte 2: an integer has more than 64 bits',
    ],
    ['two families of one name', bytes('03 0a0168 03 0a0168'), 'byte 4: a second family h'],
    [
      'a value of another type',
      pageOf(0, gauge()),
      'byte 7: h: a metric has no value of the type counter',
    ],
    [
      'a label without a name',
      pageOf(1, metric(label('', 'x'), gauge())),
      'byte 7: h: a label has no name',
    ],
    [
      'a label twice',
      pageOf(1, metric(label('a', 'x'), label('a', 'y'), gauge())),
      'byte 7: h: label a stands twice',
    ],
    [
      'a label that Prometheus keeps for itself',
      pageOf(1, metric(label('__name__', 'x'), gauge())),
      'byte 7: h: label name __name__ begins with __, which Prometheus keeps for itself',
    ],
    [
      'a label le on a histogram',
      pageOf(4, metric(label('le', '1'), histogram())),
      'byte 7: h: a histogram cannot have a label le',
    ],
    [
      'bounds that fall',
      pageOf(4, histogram(message(3, double(2, 2)), message(3, double(2, 1)))),
      'byte 22: h: bucket bounds must ascend, got 1 after 2',
    ],
    [
      'counts that fall',
      pageOf(4, histogram(integer(1, 3), message(3, integer(1, 4), double(2, 1)))),
      'byte 9: h: bucket counts are cumulative and finite, got 3 after 4',
    ],
    [
      'quantiles that fall',
      pageOf(2, message(4, message(3, double(1, 0.5)), message(3, double(1, 0.25)))),
      'byte 22: h: quantiles must ascend, got 0.25 after 0.5',
    ],
    [
      'more native buckets than spans',
      pageOf(4, histogram(integer(1, 1), span(12, 0, 2), signed(13, 1))),
      'byte 9: the spans have 2 native buckets, but there are 1 counts',
    ],
    [
      'a span of four thousand million',
      pageOf(4, histogram(integer(1, 1), span(12, 0, 2 ** 32 - 1), signed(13, 1))),
      'byte 9: the spans have 4294967295 native buckets, but there are 1 counts',
    ],
    [
      'a second span that goes back',
      pageOf(4, histogram(span(12, 0, 1), span(12, -1, 1))),
      'byte 17: only the first span can have a negative offset, got -1',
    ],
    [
      'a negative native bucket',
      pageOf(4, histogram(span(12, 0, 1), signed(13, -1))),
      'byte 9: the count of a native bucket is -1',
    ],
    [
      'differences and counts',
      pageOf(4, histogram(span(12, 0, 1), signed(13, 1), double(14, 1))),
      'byte 9: native buckets have both differences and counts',
    ],
    [
      'native buckets that do not sum to the count',
      pageOf(4, histogram(integer(1, 3), span(12, 0, 1), signed(13, 1))),
      'byte 9: native buckets hold 1, but the count is 3',
    ],
    [
      'an index that no number has',
      pageOf(4, histogram(integer(1, 1), span(12, 2 ** 30 + 1, 1), signed(13, 1))),
      'byte 9: the index of a native bucket is 1073741825',
    ],
    [
      'an index that no number has, below',
      pageOf(4, histogram(integer(1, 1), span(9, -(2 ** 30) - 1, 1), signed(10, 1))),
      'byte 9: the index of a native bucket is -1073741825',
    ],
    [
      'a schema that there is none of',
      pageOf(4, histogram(signed(5, 9), span(12, 0, 0))),
      'byte 9: the schema of a native histogram is from -4 to 8, got 9',
    ],
    [
      'a zero threshold that is infinite',
      pageOf(4, histogram(double(6, Infinity))),
      'byte 9: the zero threshold is Infinity',
    ],
    [
      'a zero bucket that is infinite',
      pageOf(4, histogram(double(8, Infinity))),
      'byte 9: the zero bucket holds Infinity',
    ],
    [
      'a native exemplar without a time',
      pageOf(4, histogram(message(16, double(2, 1)))),
      'byte 12: an exemplar of a native histogram has no timestamp',
    ],
    [
      'nanoseconds of more than a second',
      pageOf(4, histogram(message(15, integer(2, 1e9)))),
      'byte 11: nanoseconds are from 0 to 999999999, got 1000000000',
    ],
  ])('refuses %s', (_why, input, expected) => {
    const { message: text, line, column } = failure(input);
    expect([text, line, column]).toEqual([expected, 0, 0]);
  });
});
