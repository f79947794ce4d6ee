import { constantFamily, type ConstantSeries, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat } from './format.ts';
import { parse } from './parse.ts';

const utf8 = createFormat('openmetrics2', '2.0.0', 'allow-utf-8');

const page = (...families: readonly MetricFamily[]): string =>
  new TextDecoder().decode(encode(families, utf8));

/** A page of one family without a help text: what stands between its TYPE and the end. */
const samples = (
  type: MetricFamily['type'],
  series: Iterable<ConstantSeries<readonly []>>,
  name = 'foo',
): string => {
  const written = page(constantFamily({ name, help: '', type, series }));
  const start = `# TYPE ${name} ${type}\n`;
  const end = '# EOF\n';
  expect(written.startsWith(start) && written.endsWith(end)).toBe(true);
  return written.slice(start.length, -end.length);
};

const none = { indexes: [], counts: [] };

/** Cumulative counts by bound, the last of them `Infinity`. */
const buckets = (counts: readonly (readonly [number, number])[]) =>
  counts.map(([upperBound, count]) => ({ upperBound, count }));

// The examples of the specification, with numbers as they are written here.
describe('OpenMetrics 2.0, the examples of its specification', () => {
  it('shows a complete exposition', () => {
    const route = (path: string) => ({ path, method: 'GET' });
    const families = [
      constantFamily({
        name: 'acme_http_router_request_seconds',
        help: "Latency though all of ACME's HTTP request router.",
        type: 'summary',
        unit: 'seconds',
        labelNames: ['path', 'method'],
        series: [
          {
            labels: route('/api/v1'),
            value: {
              count: 807283,
              sum: 9036.32,
              quantiles: [
                { quantile: 0.95, value: 2 },
                { quantile: 0.99, value: 20 },
              ],
            },
            startTimestamp: 1605281325,
          },
        ],
      }),
      constantFamily({
        name: 'go_goroutines',
        help: 'Number of goroutines that currently exist.',
        type: 'gauge',
        series: [{ value: 69 }],
      }),
      constantFamily({
        name: 'process_cpu_seconds_total',
        help: 'Total user and system CPU time spent in seconds.',
        type: 'counter',
        unit: 'seconds',
        series: [{ value: 4200722.46 }],
      }),
      constantFamily({
        name: 'acme_http_request_seconds',
        help: "Latency histogram of all of ACME's HTTP requests.",
        type: 'histogram',
        unit: 'seconds',
        labelNames: ['path', 'method'],
        series: [
          {
            labels: route('/api/v1'),
            value: {
              count: 2,
              sum: 120,
              buckets: buckets([
                [0.5, 1],
                [1, 2],
              ]),
              native: {
                schema: 0,
                zeroThreshold: 1e-4,
                zeroCount: 0,
                positive: { indexes: [1, 2], counts: [1, 1] },
                negative: none,
              },
            },
            startTimestamp: 1605301325,
          },
        ],
      }),
      constantFamily({
        name: 'acme_http_request_seconds:rate5m',
        help: '',
        type: 'gaugehistogram',
        labelNames: ['path', 'method'],
        series: [
          {
            labels: route('/api/v1'),
            value: {
              count: 0.01,
              sum: 2,
              buckets: [],
              native: {
                schema: 0,
                zeroThreshold: 1e-4,
                zeroCount: 0,
                positive: { indexes: [1, 2], counts: [0.005, 0.005] },
                negative: none,
              },
            },
          },
        ],
      }),
      constantFamily({
        name: 'foodb.read.errors',
        help: 'The number of errors in the read path for fooDb.',
        type: 'counter',
        labelNames: ['service.name'],
        series: [{ labels: { 'service.name': 'my_service' }, value: 3482 }],
      }),
    ];
    expect(page(...families)).toBe(`# TYPE acme_http_router_request_seconds summary
# UNIT acme_http_router_request_seconds seconds
# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
acme_http_router_request_seconds{path="/api/v1",method="GET"} {count:807283,sum:9036.32,quantile:[0.95:2,0.99:20]} st@1605281325
# TYPE go_goroutines gauge
# HELP go_goroutines Number of goroutines that currently exist.
go_goroutines 69
# TYPE process_cpu_seconds_total counter
# UNIT process_cpu_seconds_total seconds
# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
process_cpu_seconds_total 4200722.46
# TYPE acme_http_request_seconds histogram
# UNIT acme_http_request_seconds seconds
# HELP acme_http_request_seconds Latency histogram of all of ACME's HTTP requests.
acme_http_request_seconds{path="/api/v1",method="GET"} {count:2,sum:120,schema:0,zero_threshold:0.0001,zero_count:0,positive_spans:[1:2],positive_buckets:[1,1],bucket:[0.5:1,1.0:2,+Inf:2]} st@1605301325
# TYPE acme_http_request_seconds:rate5m gaugehistogram
acme_http_request_seconds:rate5m{path="/api/v1",method="GET"} {gcount:0.01,gsum:2,schema:0,zero_threshold:0.0001,zero_count:0,positive_spans:[1:2],positive_buckets:[0.005,0.005]}
# TYPE "foodb.read.errors" counter
# HELP "foodb.read.errors" The number of errors in the read path for fooDb.
{"foodb.read.errors","service.name"="my_service"} 3482
# EOF
`);
  });

  it('puts the timestamp, the start and the exemplar of a counter in this order', () => {
    const exemplar = {
      labels: { trace_id: 'KOO5S4vxi0o' },
      value: 0.67,
      timestamp: 1520879606.1,
    };
    const timestamp = 1520879607.789;
    const startTimestamp = 1520430000.123;
    const one = (series: Partial<ConstantSeries<readonly []>>): string =>
      samples('counter', [{ value: 17, ...series }], 'foo_total');
    expect(one({})).toBe('foo_total 17\n');
    expect(one({ timestamp })).toBe('foo_total 17 1520879607.789\n');
    expect(one({ startTimestamp })).toBe('foo_total 17 st@1520430000.123\n');
    expect(one({ timestamp, startTimestamp, exemplar })).toBe(
      'foo_total 17 1520879607.789 st@1520430000.123 # {trace_id="KOO5S4vxi0o"} 0.67 1520879606.1\n',
    );
  });

  it('shows a counter under the name that it has', () => {
    expect(samples('counter', [{ value: 17 }])).toBe('foo 17\n');
  });

  it('shows the states of a state set', () => {
    const value = { states: { a: false, bb: true, ccc: false } };
    expect(samples('stateset', [{ value }])).toBe(
      'foo{foo="a"} 0\nfoo{foo="bb"} 1\nfoo{foo="ccc"} 0\n',
    );
  });

  it('shows a summary without quantiles', () => {
    const value = { count: 17, sum: 324789.3, quantiles: [] };
    expect(samples('summary', [{ value, startTimestamp: 1520430000.123 }])).toBe(
      'foo {count:17,sum:324789.3,quantile:[]} st@1520430000.123\n',
    );
  });

  it('shows the bounds of classic buckets in their canonical form', () => {
    const value = {
      count: 17,
      sum: 324789.3,
      buckets: buckets([
        [0, 0],
        [1e-5, 0],
        [1e-4, 5],
        [0.1, 8],
        [1, 10],
        [10, 11],
        [1e5, 11],
        [1e6, 15],
        [1e23, 16],
        [1.1e23, 17],
      ]),
    };
    expect(samples('histogram', [{ value, startTimestamp: 1520430000.123 }])).toBe(
      'foo {count:17,sum:324789.3,bucket:[0.0:0,1e-05:0,0.0001:5,0.1:8,1.0:10,10.0:11,' +
        '100000.0:11,1e+06:15,1e+23:16,1.1e+23:17,+Inf:17]} st@1520430000.123\n',
    );
  });

  it('shows native buckets of both signs', () => {
    const native = {
      schema: 7,
      zeroThreshold: 1e-4,
      zeroCount: 0,
      negative: { indexes: [1, 2], counts: [5, 7] },
      positive: { indexes: [-1, 0, 4, 5, 6, 7], counts: [5, 7, 10, 9, 8, 8] },
    };
    const value = { count: 59, sum: 120, buckets: [], native };
    const shown =
      'schema:7,zero_threshold:0.0001,zero_count:0,negative_spans:[1:2],negative_buckets:[5,7],' +
      'positive_spans:[-1:2,3:4],positive_buckets:[5,7,10,9,8,8]}';
    expect(samples('histogram', [{ value, startTimestamp: 1520430000.123 }])).toBe(
      `foo {count:59,sum:120,${shown} st@1520430000.123\n`,
    );
    expect(samples('gaugehistogram', [{ value, startTimestamp: 1 }])).toBe(
      `foo {gcount:59,gsum:120,${shown}\n`,
    );
  });

  it('shows a native histogram without any bucket in use', () => {
    const native = { schema: 3, zeroThreshold: 1e-4, zeroCount: 0, positive: none, negative: none };
    expect(samples('histogram', [{ value: { count: 0, sum: 0, buckets: [], native } }])).toBe(
      'foo {count:0,sum:0,schema:3,zero_threshold:0.0001,zero_count:0}\n',
    );
  });

  it('shows several exemplars of a histogram, those of the classic buckets before the native ones', () => {
    const classic = [
      { upperBound: 0.01, count: 0 },
      {
        upperBound: 0.1,
        count: 8,
        exemplar: { labels: {}, value: 0.054, timestamp: 1520879607.7 },
      },
      {
        upperBound: 1,
        count: 17,
        exemplar: { labels: { trace_id: 'a' }, value: 0.67, timestamp: 1520879602.89 },
      },
      { upperBound: Infinity, count: 17, exemplar: { labels: {}, value: 9.8 } },
    ];
    const native = {
      schema: 0,
      zeroThreshold: 1e-4,
      zeroCount: 0,
      positive: { indexes: [0, 1], counts: [5, 12] },
      negative: none,
      exemplars: [
        { labels: { trace_id: 'shaZ8oxi' }, value: 0.67, timestamp: 1520879607.789 },
        { labels: { trace_id: 'ookahn0M' }, value: 1.2, timestamp: 1520879608.589 },
      ],
    };
    const spans =
      'schema:0,zero_threshold:0.0001,zero_count:0,positive_spans:[0:2],positive_buckets:[5,12]';
    const both = { count: 17, sum: 324789.3, buckets: classic, native };
    expect(samples('histogram', [{ value: both }])).toBe(
      `foo {count:17,sum:324789.3,${spans},bucket:[0.01:0,0.1:8,1.0:17,+Inf:17]} ` +
        '# {} 0.054 1520879607.7 # {trace_id="a"} 0.67 1520879602.89\n',
    );
    expect(samples('histogram', [{ value: { ...both, buckets: [] } }])).toBe(
      `foo {count:17,sum:324789.3,${spans}} ` +
        '# {trace_id="shaZ8oxi"} 0.67 1520879607.789 # {trace_id="ookahn0M"} 1.2 1520879608.589\n',
    );
  });
});

describe('OpenMetrics 2.0', () => {
  it('ends an empty page like any other', () => {
    expect(page()).toBe('# EOF\n');
  });

  it('gives an info the suffix that it must have', () => {
    const info = (name: string) =>
      constantFamily({ name, help: '', type: 'info', series: [{ value: 1 }] });
    expect(page(info('build'))).toBe('# TYPE build_info info\nbuild_info 1\n# EOF\n');
    expect(page(info('app_info'))).toBe('# TYPE app_info info\napp_info 1\n# EOF\n');
  });

  it('keeps a gauge foo and a counter foo_total apart', () => {
    const gauge = constantFamily({ name: 'foo', help: '', type: 'gauge', series: [{ value: 1 }] });
    const counter = constantFamily({
      name: 'foo_total',
      help: '',
      type: 'counter',
      series: [{ value: 2 }],
    });
    expect(page(gauge, counter)).toBe(
      '# TYPE foo gauge\nfoo 1\n# TYPE foo_total counter\nfoo_total 2\n# EOF\n',
    );
  });

  it('shows an exemplar of any length, but none without a time', () => {
    const long = 'x'.repeat(200);
    const exemplar = { labels: { long }, value: 1 };
    expect(samples('counter', [{ value: 1, exemplar }])).toBe('foo 1\n');
    expect(samples('counter', [{ value: 1, exemplar: { ...exemplar, timestamp: 2 } }])).toBe(
      `foo 1 # {long="${long}"} 1 2\n`,
    );
  });

  it('leaves out what it has no form for: quantiles below zero, counters of NaN, histograms without a sum', () => {
    const value = { count: 1, sum: -1, quantiles: [{ quantile: 0.5, value: -1 }] };
    expect(samples('summary', [{ value }])).toBe('foo {count:1,sum:-1,quantile:[]}\n');
    const read = parse('# TYPE c counter\nc NaN\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\n', {
      contentType: 'text/plain',
    });
    expect(page(...read)).toBe('# TYPE c counter\n# TYPE h histogram\n# EOF\n');
  });

  it('shows a quantile that nothing was observed for as NaN', () => {
    const value = { count: 0, sum: 0, quantiles: [{ quantile: 1, value: NaN }] };
    expect(samples('summary', [{ value }])).toBe('foo {count:0,sum:0,quantile:[1.0:NaN]}\n');
  });

  it('escapes names and texts as OpenMetrics 1.0 does', () => {
    const family = constantFamily({
      name: 'a.b',
      help: 'One\r\n"two" \\',
      type: 'gauge',
      labelNames: ['c.d'],
      series: [{ labels: { 'c.d': 'x\ry' }, value: 1 }],
    });
    expect(new TextDecoder().decode(encode([family], 'openmetrics2'))).toBe(
      '# TYPE a_b gauge\n# HELP a_b One\\n\\"two\\" \\\\\na_b{c_d="x\ufffdy"} 1\n# EOF\n',
    );
  });
});
