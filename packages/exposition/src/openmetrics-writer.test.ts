import { constantFamily, type FamilyColumns, type MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import type { EscapingScheme } from './escape-name.ts';
import { createFormat } from './format.ts';
import { parse } from './parse.ts';
import type { EncodeOptions } from './writer.ts';

const { contentType } = createFormat('openmetrics', '1.0.0', undefined);

const page = (families: readonly MetricFamily[], options?: EncodeOptions): string =>
  new TextDecoder().decode(encode(families, 'openmetrics', options));

const histogram = (type: 'histogram' | 'gaugehistogram', bounds: number[], sum: number) =>
  constantFamily({
    name: 'h',
    help: '',
    type,
    series: [
      {
        value: {
          count: 2,
          sum,
          buckets: bounds.map((upperBound) => ({ upperBound, count: 1 })),
        },
      },
    ],
  });

describe('OpenMetrics > _created samples', () => {
  const started = 1726839813.016397;
  const families = [
    constantFamily({
      name: 'c_total',
      help: '',
      type: 'counter',
      labelNames: ['x'],
      series: [
        { labels: { x: '1' }, value: 1, startTimestamp: started },
        { labels: { x: '2' }, value: 1 },
      ],
    }),
    constantFamily({
      name: 's',
      help: '',
      type: 'summary',
      series: [{ value: { count: 0, sum: 0, quantiles: [] }, startTimestamp: started }],
    }),
    constantFamily({
      name: 'h',
      help: '',
      type: 'histogram',
      series: [{ value: { count: 0, sum: 0, buckets: [] }, startTimestamp: started }],
    }),
  ];

  it('are left out unless asked for', () => {
    expect(page(families)).not.toContain('_created');
    expect(page(families, { created: false })).toBe(page(families));
  });

  it('are written where the start is known', () => {
    expect(page(families, { created: true })).toBe(`# TYPE c counter
c_total{x="1"} 1
c_created{x="1"} 1726839813.016397
c_total{x="2"} 1
# TYPE s summary
s_sum 0
s_count 0
s_created 1726839813.016397
# TYPE h histogram
h_bucket{le="+Inf"} 0
h_sum 0
h_count 0
h_created 1726839813.016397
# EOF
`);
  });
});

describe('OpenMetrics > what the format forbids is left out', () => {
  it.each([
    ['a_bytes', 'gauge', 'seconds'],
    ['abytes', 'gauge', 'bytes'],
    ['a_', 'gauge', ''],
    ['a_b\n', 'gauge', 'b\n'],
    ['door_x', 'stateset', 'x'],
  ] as const)('the unit of %j, a %s with the unit %j', (name, type, unit) => {
    const family = new ColumnFamily(
      { name, help: '', type, unit, labelNames: [] },
      { size: 0, width: 1, values: new Float64Array(0), labelValues: [] },
    );
    expect(page([family])).not.toContain('# UNIT');
  });

  it.each([
    ['beside a negative bound', [-1, 1], 3],
    ['that is negative', [1], -3],
    ['that is not a number', [1], NaN],
  ])('the sum of a histogram %s, and with it the count', (_why, bounds, sum) => {
    const text = page([histogram('histogram', bounds, sum)]);
    expect(text).toContain('h_bucket{le="+Inf"} 2\n# EOF\n');
    expect(text).not.toMatch(/_sum|_count/);
  });

  it('the negative sum of a gauge histogram that has no negative bound', () => {
    expect(page([histogram('gaugehistogram', [1], -3)])).not.toMatch(/_gsum|_gcount/);
    expect(page([histogram('gaugehistogram', [1], NaN)])).not.toMatch(/_gsum|_gcount/);
    expect(page([histogram('gaugehistogram', [-1], -3)])).toContain('\nh_gsum -3\nh_gcount 2\n');
  });

  it('negative quantiles and the negative sum of a summary', () => {
    const family = constantFamily({
      name: 's',
      help: '',
      type: 'summary',
      series: [
        {
          value: {
            count: 2,
            sum: -4,
            quantiles: [
              { quantile: 0.5, value: -3 },
              { quantile: 0.9, value: 1 },
            ],
          },
        },
      ],
    });
    expect(page([family])).toBe('# TYPE s summary\ns{quantile="0.9"} 1\ns_count 2\n# EOF\n');
  });

  it('carriage returns', () => {
    const family = constantFamily({
      name: 'g',
      help: 'one\r\ntwo\rthree',
      type: 'gauge',
      labelNames: ['x'],
      series: [{ labels: { x: 'a\r\nb\r' }, value: 1 }],
    });
    expect(page([family])).toBe(
      '# TYPE g gauge\n# HELP g one\\ntwo\\nthree\ng{x="a\ufffd\\nb\ufffd"} 1\n# EOF\n',
    );
  });
});

describe('OpenMetrics > exemplars', () => {
  const withExemplars = (
    type: 'counter' | 'gauge' | 'histogram',
    columns: Partial<FamilyColumns>,
  ): MetricFamily =>
    new ColumnFamily(
      { name: 'x_total', help: '', type, labelNames: [] },
      { size: 1, width: 1, values: new Float64Array([1]), labelValues: [[]], ...columns },
    );

  it('follow totals and buckets', () => {
    const trace = { labels: { trace_id: 'a"b' }, value: 0.5, timestamp: 12.25 };
    expect(page([withExemplars('counter', { exemplars: [[trace]] })])).toBe(
      '# TYPE x counter\nx_total 1 # {trace_id="a\\"b"} 0.5 12.25\n# EOF\n',
    );
    const buckets = {
      width: 3,
      values: new Float64Array([1, 1, 8]),
      bounds: [1],
      exemplars: [[trace, { labels: {}, value: 7 }]],
    };
    expect(page([withExemplars('histogram', buckets)])).toBe(
      `# TYPE x_total histogram
x_total_bucket{le="1.0"} 1 # {trace_id="a\\"b"} 0.5 12.25
x_total_bucket{le="+Inf"} 2 # {} 7
x_total_sum 8
x_total_count 2
# EOF
`,
    );
  });

  it('have at most 128 characters in names and values, astral ones counted as one', () => {
    const exemplar = (value: string) => ({ labels: { id: value }, value: 1 });
    const text = (value: string) =>
      page([withExemplars('counter', { exemplars: [[exemplar(value)]] })]);
    expect(text('😱'.repeat(126))).toContain(` # {id="${'😱'.repeat(126)}"} 1\n`);
    expect(text('😱'.repeat(127))).toContain('\nx_total 1\n');
    expect(text('x'.repeat(127))).toContain('\nx_total 1\n');
  });

  it.each<[scheme: EscapingScheme, name: string]>([
    ['allow-utf-8', 'trace.id'],
    ['underscores', 'trace_id'],
    ['dots', 'trace_dot_id'],
    ['values', 'U__trace_2e_id'],
  ])('are measured by their names as %s escaping writes them', (scheme, name) => {
    const escaped = createFormat('openmetrics', '1.0.0', scheme);
    const written = (value: string) => {
      const exemplars = [[{ labels: { 'trace.id': value }, value: 1 }]];
      const bytes = encode([withExemplars('counter', { exemplars })], escaped);
      // Strict, and so refuses an exemplar that is too long.
      parse(bytes, { contentType: escaped.contentType });
      return new TextDecoder().decode(bytes);
    };
    expect(written('x'.repeat(128 - name.length))).toContain(
      `${'x'.repeat(128 - name.length)}"} 1`,
    );
    expect(written('x'.repeat(129 - name.length))).not.toContain('x'.repeat(9));
  });

  it('are measured without the quotes and backslashes of their names', () => {
    const name = '"'.repeat(64);
    const exemplars = [[{ labels: { [name]: 'x'.repeat(64) }, value: 1 }]];
    const utf8 = createFormat('openmetrics', '1.0.0', 'allow-utf-8');
    const bytes = encode([withExemplars('counter', { exemplars })], utf8);
    expect(new TextDecoder().decode(bytes)).toContain(` # {"${'\\"'.repeat(64)}"="xxx`);
    expect(parse(bytes, utf8)[0]?.columns.exemplars).toEqual(exemplars);
  });

  it('are measured by the longer names that keep two apart', () => {
    const labels = { 'a.b': 'x'.repeat(118), a_b: '' };
    const written = page([withExemplars('counter', { exemplars: [[{ labels, value: 1 }]] })]);
    expect(written).not.toContain('xxx');
    const shorter = { ...labels, 'a.b': 'x'.repeat(116) };
    const shown = page([
      withExemplars('counter', { exemplars: [[{ labels: shorter, value: 1 }]] }),
    ]);
    expect(shown).toContain('{U__a_2e_b="xxx');
    expect(parse(shown, { contentType })).toHaveLength(1);
  });

  it('are left out where escaping makes a name that is reserved', () => {
    const exemplars = [[{ labels: { '.-x': 'y' }, value: 1 }]];
    const written = page([withExemplars('counter', { exemplars })]);
    expect(written).toContain('\nx_total 1\n');
    expect(parse(written, { contentType })).toHaveLength(1);
  });

  it('are left out above their bucket, where a page of protobuf may have them', () => {
    const lines = (...values: number[]) => {
      const buckets = {
        width: 4,
        values: new Float64Array([1, 1, 1, 8]),
        bounds: [1, 2],
        exemplars: [values.map((value) => ({ labels: {}, value }))],
      };
      const written = page([withExemplars('histogram', buckets)]);
      expect(parse(written, { contentType })).toHaveLength(1);
      return [...written.matchAll(/_bucket.* (# .*)/g)].map(([, exemplar]) => exemplar);
    };
    expect(lines(1, 2, Infinity)).toEqual(['# {} 1', '# {} 2', '# {} +Inf']);
    expect(lines(1.5, 2.5, NaN)).toEqual([]);
  });

  it('are not written on other types', () => {
    const exemplars = [[{ labels: {}, value: 1 }]];
    expect(page([withExemplars('gauge', { exemplars })])).toBe(
      '# TYPE x_total gauge\nx_total 1\n# EOF\n',
    );
  });
});
