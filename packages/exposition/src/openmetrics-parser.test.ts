import { ParseError, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { parse } from './parse.ts';

const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const read = (page: string): MetricFamily[] => parse(`${page}# EOF\n`, { contentType });
const shown = (page: string) =>
  read(page).map(({ name, type, help, unit, labelNames, series }) => ({
    name,
    type,
    help,
    unit,
    labelNames,
    series: [...series],
  }));
const seriesOf = (page: string) => shown(page)[0]?.series;

describe('the OpenMetrics parser > takes', () => {
  it('an empty page, with and without a line feed at its end', () => {
    expect(parse('# EOF\n', { contentType })).toEqual([]);
    expect(parse('# EOF', { contentType })).toEqual([]);
  });

  it('a counter, which it names with _total as all other formats do', () => {
    expect(
      shown(`# TYPE a_seconds counter
# UNIT a_seconds seconds
# HELP a_seconds Help.
a_seconds_total{x="1"} 2.5 3 # {trace="t"} 0.5 2.25
a_seconds_created{x="1"} 1.5 3
`),
    ).toEqual([
      {
        name: 'a_seconds_total',
        type: 'counter',
        help: 'Help.',
        unit: 'seconds',
        labelNames: ['x'],
        series: [
          {
            labels: { x: '1' },
            value: 2.5,
            timestamp: 3,
            startTimestamp: 1.5,
            exemplar: { labels: { trace: 't' }, value: 0.5, timestamp: 2.25 },
          },
        ],
      },
    ]);
    expect(shown('# TYPE a counter\n')[0]).toMatchObject({ name: 'a_total', series: [] });
  });

  it('a histogram with exemplars', () => {
    expect(
      seriesOf(`# TYPE h histogram
h_bucket{le="1.0"} 1 # {} 0.5
h_bucket{le="+Inf"} 3
h_count 3
h_sum 7
h_created 9
`),
    ).toEqual([
      {
        labels: {},
        startTimestamp: 9,
        value: {
          count: 3,
          sum: 7,
          buckets: [
            { upperBound: 1, count: 1, exemplar: { labels: {}, value: 0.5 } },
            { upperBound: Infinity, count: 3 },
          ],
        },
      },
    ]);
  });

  it('a gauge histogram with negative bounds and a negative sum', () => {
    expect(
      seriesOf(`# TYPE g gaugehistogram
g_bucket{le="-1.0"} 1
g_bucket{le="+Inf"} 3
g_gcount 3
g_gsum -5
`),
    ).toEqual([
      {
        labels: {},
        value: {
          count: 3,
          sum: -5,
          buckets: [
            { upperBound: -1, count: 1 },
            { upperBound: Infinity, count: 3 },
          ],
        },
      },
    ]);
  });

  it('a summary, its quantiles in any order', () => {
    expect(
      seriesOf(
        '# TYPE s summary\ns{quantile="1"} 0.8\ns_count 1\ns_sum 2\ns{quantile="0.5"} NaN\n',
      ),
    ).toEqual([
      {
        labels: {},
        value: {
          count: 1,
          sum: 2,
          quantiles: [
            { quantile: 0.5, value: NaN },
            { quantile: 1, value: 0.8 },
          ],
        },
      },
    ]);
  });

  it('an info and a state set', () => {
    expect(
      shown('# TYPE i info\ni_info{v="1"} 1\n# TYPE s stateset\ns{s="a"} 0\ns{s="b"} 1.0\n'),
    ).toEqual([
      {
        name: 'i',
        type: 'info',
        help: '',
        unit: undefined,
        labelNames: ['v'],
        series: [{ labels: { v: '1' }, value: 1 }],
      },
      {
        name: 's',
        type: 'stateset',
        help: '',
        unit: undefined,
        labelNames: [],
        series: [{ labels: {}, value: { states: { a: false, b: true } } }],
      },
    ]);
  });

  it('samples without metadata as unknown, a family for each name', () => {
    expect(shown('a 1\nb_total 2\n').map(({ name, type }) => [name, type])).toEqual([
      ['a', 'unknown'],
      ['b_total', 'unknown'],
    ]);
  });

  it('several points of a series in the order of their timestamps', () => {
    expect(seriesOf('# TYPE a gauge\na{x="1"} 1 0\na{x="1"} 2 0\na{x="1"} 3 1e-3\n')).toEqual([
      { labels: { x: '1' }, value: 1, timestamp: 0 },
      { labels: { x: '1' }, value: 2, timestamp: 0 },
      { labels: { x: '1' }, value: 3, timestamp: 0.001 },
    ]);
  });

  it('several points of a histogram', () => {
    const page = `# TYPE h histogram
h_bucket{le="+Inf"} 3 1
h_sum 7 1
h_count 3 1
h_bucket{le="+Inf"} 4 2
h_sum 9 2
h_count 4 2
`;
    expect(seriesOf(page)).toMatchObject([
      { timestamp: 1, value: { count: 3, sum: 7 } },
      { timestamp: 2, value: { count: 4, sum: 9 } },
    ]);
    const again = new TextDecoder().decode(encode(read(page), 'openmetrics'));
    expect(again).toBe(`${page}# EOF\n`);
  });

  it('backslashes before other characters as they are', () => {
    expect(shown('# HELP a \\x\\n\\\\\\"\\\na{x="\\x\\n\\\\\\""} 1\n')[0]).toMatchObject({
      help: '\\x\n\\"\\',
      series: [{ labels: { x: '\\x\n\\"' }, value: 1 }],
    });
  });

  it('names in quotes', () => {
    expect(
      shown('# TYPE "a b.c" counter\n# HELP "a b.c" Help.\n{"a b.c_total","x.y"="1"} 1\n')[0],
    ).toMatchObject({
      name: 'a b.c_total',
      help: 'Help.',
      labelNames: ['x.y'],
      series: [{ labels: { 'x.y': '1' }, value: 1 }],
    });
  });

  it('empty metadata', () => {
    expect(shown('# HELP a \n# UNIT a \n')).toEqual([
      { name: 'a', type: 'unknown', help: '', unit: undefined, labelNames: [], series: [] },
    ]);
  });
});

describe('the OpenMetrics parser > what client_golang writes for negative observations', () => {
  it('is taken, and written back as it was', () => {
    const page = `# TYPE h histogram
h_bucket{le="-1.0"} 1
h_bucket{le="+Inf"} 3
h_sum -7
h_count 3
# TYPE s summary
s{quantile="0.5"} -1
s_sum -7
s_count 3
# EOF
`;
    const families = parse(page, { contentType });
    expect(new TextDecoder().decode(encode(families, 'openmetrics'))).toBe(page);
  });

  it('is refused where a client that follows the specification cannot have written it', () => {
    expect(() =>
      read('# TYPE h histogram\nh_bucket{le="-1"} 0\nh_bucket{le="+Inf"} 0\nh_sum 0\nh_count 0\n'),
    ).toThrow('2:1: h: a histogram with a negative bucket bound has no sum');
  });
});

describe('the OpenMetrics parser > refuses', () => {
  it.each<[page: string, message: string]>([
    ['', '1:1: the page must end with # EOF'],
    ['a 1\n', '1:4: the page must end with # EOF'],
    [
      'a 1\n# EOFx\n',
      '2:6: expected HELP, TYPE or UNIT and a name: other comments are not allowed',
    ],
    ['# EOF\n\n', '2:1: nothing may follow # EOF'],
    ['\ufeff# EOF\n', '1:1: expected a metric name, got "\ufeff"'],
    ['\n# EOF\n', '1:1: a line is blank'],
    ['a 1\r\n# EOF\n', '1:3: expected a value, got "1\\r"'],
    [
      '# a comment\n# EOF\n',
      '1:2: expected HELP, TYPE or UNIT and a name: other comments are not allowed',
    ],
    ['# TYPE a gauge\n# TYPE a gauge\n# EOF\n', '2:8: a second TYPE for a'],
    ['# UNIT a_s s\n# UNIT a_s s\n# EOF\n', '2:8: a second UNIT for a_s'],
    ['# HELP 0 x\n# EOF\n', '1:8: expected a metric name, got "0"'],
    ['# HELP "" x\n# EOF\n', '1:8: expected a metric name, got ""'],
    ['a{x="1",} 1\n# EOF\n', '1:9: expected a label name, got "}"'],
    ['a{ x="1"} 1\n# EOF\n', '1:3: expected a label name, got " "'],
    ['{x="1"} 1\n# EOF\n', '1:1: a metric name is missing'],
    ['a{"b"} 1\n# EOF\n', '1:1: a metric name stands before the braces and in them'],
    [
      'a{__x="1"} 1\n# EOF\n',
      '1:3: label name __x begins with __, which Prometheus keeps for itself',
    ],
    ['a 1 \n# EOF\n', '1:5: expected a timestamp in seconds, got ""'],
    ['a 1 2 \n# EOF\n', '1:7: expected # or the end of the line, got the end of the line'],
    ['a 1 2 3\n# EOF\n', '1:7: expected # or the end of the line, got "3"'],
    ['# TYPE a counter\na_total 1 #\n# EOF\n', '2:12: expected one blank, got the end of the line'],
    [
      '# TYPE a counter\na_total 1 # x\n# EOF\n',
      '2:13: expected the labels of an exemplar in braces, got "x"',
    ],
    ['# TYPE a counter\na_total 1 # {}1\n# EOF\n', '2:15: expected one blank, got "1"'],
    [
      '# TYPE a counter\na_total 1 # {} 1 1 \n# EOF\n',
      '2:19: expected the end of the line, got " "',
    ],
    ['# TYPE a counter\na_total 1 # {"b"} 1\n# EOF\n', '2:13: an exemplar has no metric name'],
    [
      '# TYPE h histogram\nh_bucket{le="1.0"} 1 # {} 2\nh_bucket{le="+Inf"} 1\n# EOF\n',
      '2:1: the exemplar 2 is above its bucket',
    ],
    [
      '# TYPE h gaugehistogram\nh_bucket{le="+Inf"} 1 # {} NaN\n# EOF\n',
      '2:1: the exemplar NaN is above its bucket',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+INF"} 1\n# EOF\n',
      '2:1: an infinite bound is written +Inf, got "+INF"',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+Inf"} 0.5\n# EOF\n',
      '2:1: h_bucket: expected a whole number from 0 up, got 0.5',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum -1\nh_count 1\n# EOF\n',
      '2:1: h: the sum is negative, but no bucket bound is',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="2"} 1\nh_bucket{le="2.0"} 1\nh_bucket{le="+Inf"} 1\n# EOF\n',
      '3:1: h: bucket bounds must ascend, got 2 after 2',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_sum 1\n# EOF\n',
      '4:1: h_sum stands twice with the same labels',
    ],
    [
      '# TYPE h histogram\nh_bucket{le="+Inf"} 1 1\nh_sum 1 1\nh_sum 1 1\n# EOF\n',
      '4:1: h_sum stands twice with the same labels',
    ],
    [
      '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.5"} 1\n# EOF\n',
      '3:1: s: quantile 0.5 stands twice',
    ],
    [
      '# TYPE s summary\ns{quantile="1.01"} 1\n# EOF\n',
      '2:1: expected a quantile from 0 to 1, got 1.01',
    ],
    ['# TYPE s stateset\ns 1\n# EOF\n', '2:1: a label s is missing'],
    ['# TYPE s stateset\ns{s="a"} 1\ns{s="a"} 1\n# EOF\n', '3:1: s: state a stands twice'],
    ['# TYPE c counter\nc_created 1\n# EOF\n', '2:1: c: a sample c_total is missing'],
    [
      '# TYPE c counter\nc_total 1\nc_created NaN\n# EOF\n',
      '3:1: c_created: expected a time in seconds, got NaN',
    ],
    ['a 1\na 1\n# EOF\n', '2:1: a stands twice with the same labels'],
    ['a 1 1\na 1\n# EOF\n', '2:1: a: only some samples of a series have a timestamp'],
    ['a 1 1.1\na 1 1\n# EOF\n', '2:1: a: the timestamps go backwards'],
    [
      'a{x="1"} 1\na{x="2"} 1\na{x="1"} 1\n# EOF\n',
      '3:1: a: the samples of a series must stand together',
    ],
    ['a 1\nb 1\na 2\n# EOF\n', '3:1: a: the name a belongs to another family'],
    ['# TYPE a counter\na 1\n# EOF\n', '2:1: a: the name a belongs to another family'],
    ['# UNIT a seconds\n# EOF\n', '1:8: a: the name does not end with its unit _seconds'],
    ['# TYPE x_u info\n# UNIT x_u u\n# EOF\n', '1:8: x_u: a family of type info has no unit'],
  ])('%j', (page, message) => {
    let error: unknown;
    try {
      parse(page, { contentType });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ParseError);
    const { message: got, line, column } = error as ParseError;
    expect(got).toBe(message);
    expect(message.startsWith(`${line}:${column}: `)).toBe(true);
  });
});
