import { ParseError, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';

const contentType = 'text/plain; version=0.0.4';
const read = (page: string): MetricFamily[] => parse(page, { contentType });
const shown = (page: string) =>
  read(page).map(({ name, type, help, labelNames, series }) => ({
    name,
    type,
    help,
    labelNames,
    series: [...series],
  }));

describe('the text parser > takes', () => {
  it('nothing', () => {
    expect(shown('')).toEqual([]);
    expect(shown('\n \n\t\n# a comment\n#\n# HELP\n')).toEqual([]);
  });

  it('a sample without metadata as unknown', () => {
    expect(shown('up 1\n')).toEqual([
      { name: 'up', type: 'unknown', help: '', labelNames: [], series: [{ labels: {}, value: 1 }] },
    ]);
  });

  it('each type by its keyword', () => {
    const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
    const page = types.map((type, at) => `# TYPE x${at} ${type}\n`).join('');
    expect(read(page).map(({ type }) => type)).toEqual([
      'counter',
      'gauge',
      'histogram',
      'summary',
      'unknown',
    ]);
  });

  it('blanks and tabs between all tokens, and a comma after the last label', () => {
    expect(
      shown(' \t#  HELP \t a  \t help  text \n\t a \t { x = "1"\t, y="2" , }\t 2 \t 1500 \t\n'),
    ).toEqual([
      {
        name: 'a',
        type: 'unknown',
        help: 'help  text ',
        labelNames: ['x', 'y'],
        series: [{ labels: { x: '1', y: '2' }, value: 2, timestamp: 1.5 }],
      },
    ]);
  });

  it('a value right after the braces, and empty braces', () => {
    expect([...(read('a{x="1"}-Inf\na{x="2"} +inf\nb{} .5\n')[0]?.series ?? [])]).toEqual([
      { labels: { x: '1' }, value: -Infinity },
      { labels: { x: '2' }, value: Infinity },
    ]);
  });

  it('escapes in help and in label values', () => {
    expect(shown('# HELP a x\\ny\\\\z\\"\na{l="x\\ny\\\\z\\""} 1\n')).toEqual([
      {
        name: 'a',
        type: 'unknown',
        help: 'x\ny\\z"',
        labelNames: ['l'],
        series: [{ labels: { l: 'x\ny\\z"' }, value: 1 }],
      },
    ]);
  });

  it('names that begin like the one before', () => {
    expect(read('a 1\nab 2\na 3\na:b 4\na{x="y"} 5\n').map(({ name }) => name)).toEqual([
      'a',
      'ab',
      'a:b',
    ]);
  });

  it('timestamps on some of the lines', () => {
    expect([...(read('a{x="1"} 1\na{x="2"} 2 3000\na{x="3"} 3\n')[0]?.series ?? [])]).toEqual([
      { labels: { x: '1' }, value: 1 },
      { labels: { x: '2' }, value: 2, timestamp: 3 },
      { labels: { x: '3' }, value: 3 },
    ]);
  });

  it('names in quotes', () => {
    expect(
      shown('# TYPE "a.b" gauge\n{"a.b"} 1\n{ "a.b" , "x y"="1",z="2"} 2\nplain{"x y"="1"} 3\n'),
    ).toEqual([
      {
        name: 'a.b',
        type: 'gauge',
        help: '',
        labelNames: ['x y', 'z'],
        series: [
          { labels: {}, value: 1 },
          { labels: { 'x y': '1', z: '2' }, value: 2 },
        ],
      },
      {
        name: 'plain',
        type: 'unknown',
        help: '',
        labelNames: ['x y'],
        series: [{ labels: { 'x y': '1' }, value: 3 }],
      },
    ]);
  });

  it('series with other label names, and the same labels in another order', () => {
    expect(shown('a{x="1",y="2"} 1\na{y="3",x="4"} 2\n')).toEqual([
      {
        name: 'a',
        type: 'unknown',
        help: '',
        labelNames: ['x', 'y'],
        series: [
          { labels: { x: '1', y: '2' }, value: 1 },
          { labels: { x: '4', y: '3' }, value: 2 },
        ],
      },
    ]);
    expect(shown('a{x="1"} 1\na{y="3"} 2\n')[0]).toMatchObject({
      labelNames: ['x', 'y'],
      series: [
        { labels: { x: '1' }, value: 1 },
        { labels: { y: '3' }, value: 2 },
      ],
    });
  });

  it('a histogram, its samples in any order of their labels', () => {
    expect(
      shown(`# TYPE h histogram
h_bucket{le="0.5",x="1"} 1
h_bucket{x="1",le="+Inf"} 3
h_sum{x="1"} 2.5
h_count{x="1"} 3 2000
`),
    ).toEqual([
      {
        name: 'h',
        type: 'histogram',
        help: '',
        labelNames: ['x'],
        series: [
          {
            labels: { x: '1' },
            timestamp: 2,
            value: {
              count: 3,
              sum: 2.5,
              buckets: [
                { upperBound: 0.5, count: 1 },
                { upperBound: Infinity, count: 3 },
              ],
            },
          },
        ],
      },
    ]);
  });

  it('histograms with other bounds in each series', () => {
    expect(
      shown(`# TYPE h histogram
h_bucket{x="1",le="+Inf"} 3
h_bucket{x="2",le="1"} 1
h_bucket{x="2",le="+Inf"} 2
h_sum{x="2"} 4
`)[0]?.series,
    ).toEqual([
      {
        labels: { x: '1' },
        value: { count: 3, sum: NaN, buckets: [{ upperBound: Infinity, count: 3 }] },
      },
      {
        labels: { x: '2' },
        value: {
          count: 2,
          sum: 4,
          buckets: [
            { upperBound: 1, count: 1 },
            { upperBound: Infinity, count: 2 },
          ],
        },
      },
    ]);
  });

  it('a summary in parts, among the samples of others', () => {
    expect(
      shown(`# TYPE s summary
s{x="1",quantile="0.5"} 110
s_count{x="1"} 42
fake_sum{x="1"} 2001
s_sum{x="1"} 4711 2000
s{quantile=".3",x="2"} -1.2
`),
    ).toEqual([
      {
        name: 's',
        type: 'summary',
        help: '',
        labelNames: ['x'],
        series: [
          {
            labels: { x: '1' },
            timestamp: 2,
            value: { count: 42, sum: 4711, quantiles: [{ quantile: 0.5, value: 110 }] },
          },
          {
            labels: { x: '2' },
            value: { count: NaN, sum: NaN, quantiles: [{ quantile: 0.3, value: -1.2 }] },
          },
        ],
      },
      {
        name: 'fake_sum',
        type: 'unknown',
        help: '',
        labelNames: ['x'],
        series: [{ labels: { x: '1' }, value: 2001 }],
      },
    ]);
  });

  it('a help after the samples, and one that is empty any number of times', () => {
    expect(read('a 1\n# HELP a late\n# HELP a\n# HELP a \n')[0]?.help).toBe('late');
  });

  it('a family of the full name before a part of another', () => {
    const page = '# TYPE a_count gauge\na_count 5\n# TYPE a summary\na_sum 1\na_count 6\n';
    expect(shown(page).map(({ name, series }) => [name, series.length])).toEqual([
      ['a_count', 2],
      ['a', 1],
    ]);
  });

  it.each([
    ['0', 0],
    ['-0', -0],
    ['+1', 1],
    ['1.', 1],
    ['.5', 0.5],
    ['08', 8],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['1.7976931348623157e+308', Number.MAX_VALUE],
    ['NaN', NaN],
    ['nan', NaN],
    ['Inf', Infinity],
    ['-infinity', -Infinity],
  ])('the value %s', (text, value) => {
    expect([...(read(`a ${text}\n`)[0]?.series ?? [])]).toEqual([{ labels: {}, value }]);
  });

  it('bytes', () => {
    const bytes = new TextEncoder().encode('a{x="😱"} 1\n');
    expect([...(parse(bytes, { contentType })[0]?.series ?? [])]).toEqual([
      { labels: { x: '😱' }, value: 1 },
    ]);
  });
});

describe('the text parser > refuses', () => {
  it.each<[page: string, message: string]>([
    ['a 1', '1:4: the last line must end with a line feed'],
    ['"', '1:2: the line ends inside of quotes'],
    ['a{x="1', '1:7: the line ends inside of quotes'],
    ['a{x="\\n', '1:8: the line ends inside of quotes'],
    ['a 1\n\n# c\n\na{x="y"} 1\na{x="y"} z\n', '6:10: expected a value, got "z"'],
    ['a 1\n# x', '2:4: the last line must end with a line feed'],
    ['\ufeffa 1\n', '1:1: expected a metric name, got "\ufeff"'],
    ['a\n', '1:2: expected a blank or { after the name a, got the end of the line'],
    ['a \n', '1:3: expected a value, got ""'],
    ['a.b 1\n', '1:2: expected a blank or { after the name a, got "."'],
    ['a 1\r\n', '1:3: expected a value, got "1\\r"'],
    ['a 0x1p-3\n', '1:3: expected a value, got "0x1p-3"'],
    ['a 1_2\n', '1:3: expected a value, got "1_2"'],
    ['a 1e999\n', '1:3: expected a value, got "1e999"'],
    ['a +NaN\n', '1:3: expected a value, got "+NaN"'],
    ['a blubb\n', '1:3: expected a value, got "blubb"'],
    ['a 1 2.5\n', '1:5: expected a timestamp in whole milliseconds, got "2.5"'],
    [
      'a 1 9223372036854775808\n',
      '1:5: expected a timestamp in whole milliseconds, got "9223372036854775808"',
    ],
    ['a 1 2 3\n', '1:7: expected the end of the line, got "3"'],
    ['@a{x="1"} 1\n', '1:1: expected a metric name, got "@"'],
    ['{x="1"} 1\n', '1:1: a metric name is missing'],
    ['{} 1\n', '1:1: a metric name is missing'],
    ['{""} 1\n', '1:2: expected a label name, got ""'],
    ['a{"b"} 1\n', '1:1: a metric name stands before the braces and in them'],
    ['# TYPE "" gauge\n', '1:8: expected a metric name, got ""'],
    ['{"a","b"} 1\n', '1:9: expected = after the label name b, got "}"'],
    ['a{x="1" y="2"} 1\n', '1:9: expected , or } after a label, got "y"'],
    ['a{,} 1\n', '1:3: expected a label name, got ","'],
    ['a{x="1",,} 1\n', '1:9: expected a label name, got ","'],
    ['a{x="1"\n', '1:8: expected , or } after a label, got the end of the line'],
    ['a{x="1\n"} 1\n', '1:7: the line ends inside of quotes'],
    ['a{x="\\t"} 1\n', '1:6: expected \\, " or n after a backslash, got "t"'],
    ['a{x="\\', '1:6: expected \\, " or n after a backslash, got the end of the line'],
    [
      'a{__name__="b"} 1\n',
      '1:3: label name __name__ begins with __, which Prometheus keeps for itself',
    ],
    ['a{x="1",y="2",x="3"} 1\n', '1:2: label x stands twice'],
    ['# HELP a one\n# HELP a two\n', '2:10: a second HELP for a'],
    ['# HELP a \\x\n', '1:10: a backslash in a help text must be written \\\\'],
    ['# TYPE a counter\n# TYPE a gauge\n', '2:10: a second TYPE for a'],
    ['a 1\n# TYPE a counter\n', '2:10: the TYPE of a must stand before its samples'],
    [
      '# TYPE a bla\n',
      '1:10: expected one of counter, gauge, histogram, summary, untyped, got "bla"',
    ],
    [
      '# TYPE a gauge x\n',
      '1:10: expected one of counter, gauge, histogram, summary, untyped, got "gauge x"',
    ],
    ['# TYPE met-ric gauge\n', '1:11: expected a blank after the name met, got "-"'],
    ['# TYPE\n', '1:7: expected a metric name, got the end of the line'],
    [
      '# TYPE s summary\ns{quantile="bla"} 1\n',
      '2:1: expected a number in the label quantile, got "bla"',
    ],
    ['# TYPE s summary\ns 1\n', '2:1: a label quantile is missing'],
    [
      '# TYPE s summary\ns{quantile="0.9"} 1\ns{quantile="0.5"} 1\n',
      '3:1: s: quantiles must ascend, got 0.5 after 0.9',
    ],
    ['# TYPE s summary\ns_sum 1\ns_sum 1\n', '3:1: s_sum stands twice with the same labels'],
    ['# TYPE h histogram\nh 1\n', '2:1: h: a histogram has no sample of this name'],
    ['# TYPE h histogram\nh_bucket 1\n', '2:1: a label le is missing'],
    [
      '# TYPE h histogram\nh_bucket{le="NaN"} 1\n',
      '2:1: expected a number in the label le, got "NaN"',
    ],
    ['# TYPE h histogram\nh_count 1\n', '2:1: h: a histogram needs a bucket le="+Inf"'],
    [
      '# TYPE h histogram\nh_bucket{le="2"} 1\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\n',
      '3:1: h: bucket bounds must ascend, got 1 after 2',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\n',
      '3:1: h: bucket counts are cumulative and finite, got 1 after 2',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_count 2\n',
      '2:1: h: the count is 2, but the bucket le="+Inf" has 1',
    ],
  ])('%j', (page, message) => {
    let error: unknown;
    try {
      read(page);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ParseError);
    const { message: got, line, column } = error as ParseError;
    expect(got).toBe(message);
    expect(message.startsWith(`${line}:${column}: `)).toBe(true);
  });
});
