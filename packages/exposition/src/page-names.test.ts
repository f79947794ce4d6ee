import {
  constantFamily,
  type MetricFamily,
  type MetricType,
  type SeriesValue,
} from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat, type FormatName } from './format.ts';
import { parse } from './parse.ts';

const distribution = { count: 1, sum: 2, buckets: [{ upperBound: 5, count: 1 }] };

const values: Readonly<Record<MetricType, SeriesValue>> = {
  counter: 1,
  gauge: 1,
  unknown: 1,
  info: 1,
  histogram: distribution,
  gaugehistogram: distribution,
  summary: { count: 1, sum: 2, quantiles: [{ quantile: 0.5, value: 2 }] },
  stateset: { states: { on: true } },
};

const one = (name: string, type: MetricType): MetricFamily =>
  constantFamily({ name, help: 'H.', type, series: [{ value: values[type] }] });

const page = (families: Iterable<MetricFamily>, format: FormatName): string =>
  new TextDecoder().decode(encode(families, format));

/** The lines with TYPE, once the page was read back, which refuses what stands twice. */
function typesOf(families: readonly MetricFamily[], name: FormatName): string[] {
  const format = createFormat(name, name === 'text' ? '0.0.4' : '1.0.0', undefined);
  const bytes = encode(families, format);
  parse(bytes, { contentType: format.contentType });
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line.startsWith('# TYPE '))
    .map((line) => line.slice('# TYPE '.length));
}

describe('the names of a page of OpenMetrics', () => {
  it.each<[what: string, families: MetricFamily[], types: string[]]>([
    [
      'a histogram beside a counter that is called as its count',
      [one('h', 'histogram'), one('h_count', 'counter')],
      ['h_histogram histogram', 'h_count unknown'],
    ],
    [
      'a histogram beside a gauge that is called as its sum',
      [one('h', 'histogram'), one('h_sum', 'gauge')],
      ['h_histogram histogram', 'h_sum gauge'],
    ],
    [
      'a histogram beside a gauge of its name',
      [one('h', 'gauge'), one('h', 'histogram')],
      ['h gauge', 'h_bucket unknown', 'h_sum unknown', 'h_count unknown'],
    ],
    [
      'a summary beside a gauge of its name, and one of the name that it would get',
      [one('s', 'summary'), one('s', 'gauge'), one('s_summary', 'gauge')],
      ['s_summary_2 summary', 's gauge', 's_summary gauge'],
    ],
    [
      'a gauge histogram beside a gauge that is called as its count',
      [one('x', 'gaugehistogram'), one('x_gcount', 'gauge')],
      ['x_gaugehistogram gaugehistogram', 'x_gcount gauge'],
    ],
    [
      'an info beside a gauge that is called as it',
      [one('x', 'info'), one('x_info', 'gauge')],
      ['x_info_2 info', 'x_info gauge'],
    ],
    [
      'two gauges that escaping makes one',
      [one('a.b', 'gauge'), one('a_b', 'gauge'), one('a-b', 'counter')],
      ['U__a_2e_b gauge', 'a_b gauge', 'U__a_2d_b counter'],
    ],
  ])('differ for %s', (_what, families, types) => {
    expect(typesOf(families, 'openmetrics')).toEqual(types);
    expect(typesOf(families.toReversed(), 'openmetrics').toSorted()).toEqual(types.toSorted());
  });

  it('differ for a gauge and an unknown, of which the first keeps the name', () => {
    const families = [one('x', 'gauge'), one('x', 'unknown')];
    expect(typesOf(families, 'openmetrics')).toEqual(['x gauge', 'x_unknown unknown']);
    expect(typesOf(families.reverse(), 'openmetrics')).toEqual(['x unknown', 'x_gauge gauge']);
  });

  it('differ whatever stands together', () => {
    const types = Object.keys(values) as MetricType[];
    const names = ['x', 'x_total', 'x_count', 'x_sum', 'x_info', 'x_created', 'x.sum', 'x_gcount'];
    const all = types.flatMap((type) => names.map((name) => one(name, type)));
    for (const format of ['text', 'openmetrics'] as const) {
      expect(typesOf(all, format).length).toBeGreaterThanOrEqual(all.length);
    }
  });
});

describe('the names of a page of text', () => {
  it.each<[what: string, families: MetricFamily[], types: string[]]>([
    [
      'two gauges that escaping makes one',
      [one('a.b', 'gauge'), one('a_b', 'gauge')],
      ['U__a_2e_b gauge', 'a_b gauge'],
    ],
    [
      'an info beside a gauge that is called as it',
      [one('x', 'info'), one('x_info', 'gauge')],
      ['x_info_2_info gauge', 'x_info gauge'],
    ],
    [
      'a gauge histogram beside a gauge that is called as its count',
      [one('x', 'gaugehistogram'), one('x_gcount', 'gauge')],
      [
        'x_gaugehistogram histogram',
        'x_gaugehistogram_gsum gauge',
        'x_gaugehistogram_gcount gauge',
        'x_gcount gauge',
      ],
    ],
    [
      'a gauge and a counter',
      [one('x', 'gauge'), one('x', 'counter')],
      ['x gauge', 'x_counter counter'],
    ],
    [
      'an info and a gauge of its bare name',
      [one('x', 'info'), one('x', 'gauge')],
      ['x_info gauge', 'x gauge'],
    ],
  ])('differ for %s', (_what, families, types) => {
    expect(typesOf(families, 'text')).toEqual(types);
  });

  it('differ in protobuf too', () => {
    const bytes = encode([one('a.b', 'gauge'), one('a_b', 'gauge')], 'protobuf');
    const { contentType } = createFormat('protobuf', '', undefined);
    expect(parse(bytes, { contentType }).map(({ name }) => name)).toEqual(['U__a_2e_b', 'a_b']);
  });
});

describe('families of one name and type', () => {
  it('become one', () => {
    const family = (labelName: string, upperBounds: number[], timestamp?: number): MetricFamily =>
      constantFamily({
        name: 'h',
        help: `By ${labelName}.`,
        type: 'histogram',
        labelNames: [labelName],
        series: [
          {
            labels: { [labelName]: '1' },
            value: {
              count: 3,
              sum: 4,
              buckets: upperBounds.map((upperBound) => ({ upperBound, count: 2 })),
            },
            ...(timestamp === undefined ? {} : { timestamp }),
          },
        ],
      });
    expect(page([family('a', [1]), one('g', 'gauge'), family('b', [2, 4], 9)], 'text')).toBe(
      `# HELP h By a.
# TYPE h histogram
h_bucket{a="1",le="1"} 2
h_bucket{a="1",le="+Inf"} 3
h_sum{a="1"} 4
h_count{a="1"} 3
h_bucket{b="1",le="2"} 2 9000
h_bucket{b="1",le="4"} 2 9000
h_bucket{b="1",le="+Inf"} 3 9000
h_sum{b="1"} 4 9000
h_count{b="1"} 3 9000
# HELP g H.
# TYPE g gauge
g 1
`,
    );
  });

  it('are one already if they are the same object', () => {
    const gauge = one('g', 'gauge');
    expect(page([gauge, gauge], 'text')).toBe('# HELP g H.\n# TYPE g gauge\ng 1\n');
  });
});

describe('the label of a state set', () => {
  const door = (name: string, labelName: string): MetricFamily =>
    constantFamily({
      name,
      help: '',
      type: 'stateset',
      labelNames: [labelName],
      series: [{ labels: { [labelName]: '1' }, value: { states: { open: true } } }],
    });

  it.each(['text', 'openmetrics'] as const)('differs from its other labels in %s', (format) => {
    const [type, end] = format === 'text' ? ['gauge', ''] : ['stateset', '# EOF\n'];
    expect(page([door('x.y', 'x_y')], format)).toBe(
      `# TYPE U__x_2e_y ${type}\nU__x_2e_y{x_y="1",U__x_2e_y="open"} 1\n${end}`,
    );
    expect(page([door('x_y', 'x.y')], format)).toBe(
      `# TYPE x_y ${type}\nx_y{U__x_2e_y="1",x_y="open"} 1\n${end}`,
    );
  });
});

describe('OpenMetrics > counts that are not whole', () => {
  it('cost a histogram its type, but no sample', () => {
    const half = constantFamily({
      name: 'h_seconds',
      help: 'H.',
      type: 'histogram',
      unit: 'seconds',
      series: [{ value: { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 0.5 }] } }],
    });
    const text = page([half, one('g', 'gauge')], 'openmetrics');
    expect(text).toBe(`# TYPE h_seconds_bucket unknown
# HELP h_seconds_bucket H.
h_seconds_bucket{le="1.0"} 0.5
h_seconds_bucket{le="+Inf"} 2
# TYPE h_seconds_sum unknown
# HELP h_seconds_sum H.
h_seconds_sum 3
# TYPE h_seconds_count unknown
# HELP h_seconds_count H.
h_seconds_count 2
# TYPE g gauge
# HELP g H.
g 1
# EOF
`);
    expect(parse(text, { contentType: 'application/openmetrics-text' })).toHaveLength(4);
  });

  it('cost a summary its type, but no sample', () => {
    const half = constantFamily({
      name: 's',
      help: '',
      type: 'summary',
      series: [{ value: { count: 1.5, sum: 3, quantiles: [] } }],
    });
    expect(page([half], 'openmetrics')).toBe(
      '# TYPE s_sum unknown\ns_sum 3\n# TYPE s_count unknown\ns_count 1.5\n# EOF\n',
    );
  });
});
