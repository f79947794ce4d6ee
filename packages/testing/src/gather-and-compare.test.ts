import { constantFamily, type Collector, type MetricFamily } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { gatherAndCompare } from './gather-and-compare.ts';

const requests = constantFamily({
  name: 'requests_total',
  help: 'Requests served.',
  type: 'counter',
  labelNames: ['method', 'status'],
  series: [
    { labels: { method: 'GET', status: 200 }, value: 5, startTimestamp: 1_700_000_000 },
    { labels: { method: 'POST', status: 201 }, value: 2 },
  ],
});
const duration = constantFamily({
  name: 'duration_seconds',
  help: 'Duration.',
  type: 'histogram',
  unit: 'seconds',
  labelNames: ['route'],
  series: [
    {
      labels: { route: '/' },
      value: {
        count: 4,
        sum: 7.5,
        buckets: [
          { upperBound: 0.5, count: 1 },
          { upperBound: 1, count: 3 },
        ],
      },
    },
  ],
});

function registryOf(...families: readonly MetricFamily[]): Registry {
  const registry = new Registry();
  const collector: Collector = { name: 'shop', collect: (buf) => void buf.push(...families) };
  registry.register(collector);
  return registry;
}

/** The differences that a comparison finds. */
async function differences(
  families: readonly MetricFamily[],
  expected: string,
  names?: readonly string[],
): Promise<readonly string[]> {
  try {
    await gatherAndCompare(registryOf(...families), expected, { names });
  } catch (error) {
    if (error instanceof ExpositionMismatch) return error.differences;
    throw error;
  }
  return [];
}

const page = `
  # HELP requests_total Requests served.
  # TYPE requests_total counter
  requests_total{method="GET",status="200"} 5
  requests_total{method="POST",status="201"} 2
  # HELP duration_seconds Duration.
  # TYPE duration_seconds histogram
  duration_seconds_bucket{route="/",le="0.5"} 1
  duration_seconds_bucket{route="/",le="1"} 3
  duration_seconds_bucket{route="/",le="+Inf"} 4
  duration_seconds_sum{route="/"} 7.5
  duration_seconds_count{route="/"} 4
`;

describe('gatherAndCompare', () => {
  it('is content with the page that the registry gives', async () => {
    expect(await differences([requests, duration], page)).toEqual([]);
  });

  it('does not care for the order of families, series and labels', async () => {
    const shuffled = `
      # TYPE duration_seconds histogram
      duration_seconds_count{route="/"} 4
      duration_seconds_sum{route="/"} 7.5
      duration_seconds_bucket{route="/",le="0.5"} 1
      duration_seconds_bucket{route="/",le="1"} 3
      duration_seconds_bucket{route="/",le="+Inf"} 4

      # TYPE requests_total counter
      requests_total{status="201",method="POST"} 2
      requests_total{status="200",method="GET"} 5`;
    expect(await differences([requests, duration], shuffled)).toEqual([]);
  });

  it('takes a bound in any way of writing it', async () => {
    const written = page.replace('le="1"', 'le="1.0"').replace('le="0.5"', 'le="5e-1"');
    expect(await differences([requests, duration], written)).toEqual([]);
  });

  it('compares in OpenMetrics when the expected page ends in # EOF', async () => {
    const expected = `
      # TYPE requests counter
      # HELP requests Requests served.
      requests_total{method="GET",status="200"} 5
      requests_total{method="POST",status="201"} 2
      # TYPE duration_seconds histogram
      # UNIT duration_seconds seconds
      duration_seconds_bucket{route="/",le="0.5"} 1
      duration_seconds_bucket{route="/",le="1.0"} 3
      duration_seconds_bucket{route="/",le="+Inf"} 4
      duration_seconds_sum{route="/"} 7.5
      duration_seconds_count{route="/"} 4
      # EOF
    `;
    expect(await differences([requests, duration], expected)).toEqual([]);
  });

  it('compares names of UTF-8 as they are', async () => {
    const family = constantFamily({
      name: 'http.requests',
      help: 'Requests.',
      type: 'gauge',
      labelNames: ['http.method'],
      series: [{ labels: { 'http.method': 'GET' }, value: 1 }],
    });
    const expected = `
      # TYPE "http.requests" gauge
      {"http.requests","http.method"="GET"} 1
    `;
    expect(await differences([family], expected)).toEqual([]);
  });

  it('is content with an empty page of an empty registry', async () => {
    await expect(gatherAndCompare(new Registry(), '')).resolves.toBeUndefined();
    await expect(gatherAndCompare(new Registry(), '# EOF')).resolves.toBeUndefined();
  });

  it('says where values differ, NaN and infinities too', async () => {
    const temperature = constantFamily({
      name: 'temperature',
      help: 'T.',
      type: 'gauge',
      labelNames: ['place'],
      series: [
        { labels: { place: 'a' }, value: NaN },
        { labels: { place: 'b' }, value: Infinity },
        { labels: { place: 'c' }, value: 0.1 + 0.2 },
      ],
    });
    const expected = (a: string, b: string, c: string): string => `
      # TYPE temperature gauge
      temperature{place="a"} ${a}
      temperature{place="b"} ${b}
      temperature{place="c"} ${c}
    `;
    const right = expected('NaN', '+Inf', '0.30000000000000004');
    expect(await differences([temperature], right)).toEqual([]);
    expect(await differences([temperature], expected('0', '-Inf', '0.3'))).toEqual([
      'temperature{place="a"}: expected 0, got NaN',
      'temperature{place="b"}: expected -Inf, got +Inf',
      'temperature{place="c"}: expected 0.3, got 0.30000000000000004',
    ]);
  });

  it('says which series are missing and which are not expected', async () => {
    const expected = `
      # TYPE requests_total counter
      requests_total{method="GET",status="200"} 5
      requests_total{method="PUT",status="204"} 1
    `;
    expect(await differences([requests], expected)).toEqual([
      'requests_total{method="PUT",status="204"} 1 is missing',
      'requests_total{method="POST",status="201"} 2 is not expected',
    ]);
  });

  it('says which parts of a histogram differ', async () => {
    const expected = page
      .replace('le="1"} 3', 'le="1"} 2')
      .replace('le="0.5"', 'le="0.25"')
      .replace('duration_seconds_sum{route="/"} 7.5', '');
    expect(await differences([requests, duration], expected)).toEqual([
      'duration_seconds_bucket{route="/",le="0.25"} 1 is missing',
      'duration_seconds_bucket{route="/",le="1"}: expected 2, got 3',
      'duration_seconds_bucket{route="/",le="0.5"} 1 is not expected',
      'duration_seconds_sum{route="/"} 7.5 is not expected',
    ]);
  });

  it('says which families are missing and which are not expected', async () => {
    const expected = '# TYPE up gauge\nup 1\n';
    expect(await differences([requests], expected)).toEqual([
      'up: the family is missing',
      'requests_total: the family is not expected',
    ]);
  });

  it('says where type, help and unit differ', async () => {
    const expected = `
      # HELP requests_total Requests received.
      # TYPE requests_total gauge
      requests_total{method="GET",status="200"} 5
      requests_total{method="POST",status="201"} 2
    `;
    expect(await differences([requests], expected)).toEqual([
      'requests_total: expected the type gauge, got counter',
      'requests_total: expected the help "Requests received.", got "Requests served."',
    ]);
    const inOpenMetrics = `
      # TYPE load_ratio gauge
      # UNIT load_ratio ratio
      # HELP load_ratio Load.
      load_ratio 1
      # EOF
    `;
    const bare = constantFamily({
      name: 'load_ratio',
      help: '',
      type: 'gauge',
      series: [{ value: 1 }],
    });
    expect(await differences([bare], inOpenMetrics)).toEqual([
      'load_ratio: expected the help "Load.", got none',
      'load_ratio: expected the unit "ratio", got none',
    ]);
  });

  it('compares summaries, state sets and infos as their format has them', async () => {
    const families = [
      constantFamily({
        name: 'size',
        help: 'S.',
        type: 'summary',
        series: [{ value: { count: 2, sum: 3, quantiles: [{ quantile: 0.5, value: 1 }] } }],
      }),
      constantFamily({
        name: 'phase',
        help: 'P.',
        type: 'stateset',
        series: [{ value: { states: { idle: true, busy: false } } }],
      }),
      constantFamily({
        name: 'build',
        help: 'B.',
        type: 'info',
        labelNames: ['version'],
        series: [{ labels: { version: '1.2' }, value: 1 }],
      }),
    ];
    const text = `
      # TYPE size summary
      size{quantile="0.5"} 1
      size_sum 3
      size_count 2
      # TYPE phase gauge
      phase{phase="idle"} 1
      phase{phase="busy"} 0
      # TYPE build_info gauge
      build_info{version="1.2"} 1
    `;
    expect(await differences(families, text)).toEqual([]);
    expect(await differences(families, text, ['size', 'phase', 'build'])).toEqual([]);
    const openMetrics = text
      .replace('TYPE phase gauge', 'TYPE phase stateset')
      .replace('TYPE build_info gauge', 'TYPE build info')
      .replaceAll(/^ *\n/gm, '');
    expect(await differences(families, `${openMetrics}# EOF`)).toEqual([]);
    expect(
      await differences(families, `${openMetrics}# EOF`.replace('"busy"} 0', '"busy"} 1')),
    ).toEqual(['phase{phase="busy"}: expected 1, got 0']);
  });

  it('compares a gauge histogram in OpenMetrics', async () => {
    const waiting = constantFamily({
      name: 'waiting_seconds',
      help: 'W.',
      type: 'gaugehistogram',
      series: [{ value: { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 1 }] } }],
    });
    const expected = `
      # TYPE waiting_seconds gaugehistogram
      waiting_seconds_bucket{le="1.0"} 1
      waiting_seconds_bucket{le="+Inf"} 2
      waiting_seconds_gcount 2
      waiting_seconds_gsum 4
      # EOF
    `;
    expect(await differences([waiting], expected)).toEqual([
      'waiting_seconds_gsum: expected 4, got 3',
    ]);
  });

  it('compares timestamps where the expected page has some', async () => {
    const read = constantFamily({
      name: 'temperature',
      help: 'T.',
      type: 'gauge',
      series: [{ value: 1, timestamp: 1_700_000_000 }],
    });
    const head = '# TYPE temperature gauge\n';
    expect(await differences([read], `${head}temperature 1`)).toEqual([]);
    expect(await differences([read], `${head}temperature 1 1700000000000`)).toEqual([]);
    expect(await differences([read], `${head}temperature 1 1700000001000`)).toEqual([
      'temperature: expected the timestamp 1700000001, got 1700000000',
    ]);
    const other = constantFamily({
      name: 'temperature',
      help: 'T.',
      type: 'gauge',
      series: [{ value: 1 }],
    });
    expect(await differences([other], `${head}temperature 1 1700000000000`)).toEqual([
      'temperature: expected the timestamp 1700000000, got none',
    ]);
  });

  it('compares only the families of names, on both sides', async () => {
    const expected = `
      # TYPE requests_total counter
      requests_total{method="GET",status="200"} 5
      requests_total{method="POST",status="201"} 2
      # TYPE up gauge
      up 1
    `;
    expect(await differences([requests, duration], expected, ['requests_total'])).toEqual([]);
    expect(await differences([requests, duration], expected, ['requests_total', 'up'])).toEqual([
      'up: the family is missing',
    ]);
    expect(await differences([requests, duration], '', ['duration_seconds'])).toEqual([
      'duration_seconds: the family is not expected',
    ]);
  });

  it('reports a name that is on neither side, with names alike', async () => {
    expect(await differences([requests], '', ['request_total', 'lost'])).toEqual([
      'request_total: there is no family of that name, nor is one expected; did you mean requests_total?',
      'lost: there is no family of that name, nor is one expected',
    ]);
    expect(await differences([requests], '# EOF', ['requests_created'])).toEqual([
      'requests_created: there is no family of that name, nor is one expected',
    ]);
    const info = { help: 'I.', type: 'gauge', series: [{ value: 1 }] } as const;
    const build = constantFamily({ ...info, name: 'build_info' });
    expect(await differences([build], '', ['build'])).toEqual([
      'build: there is no family of that name, nor is one expected; did you mean build_info?',
    ]);
    const series: [] = [];
    const empty = constantFamily({ ...info, name: 'empty', labelNames: ['a'], series });
    expect(await differences([empty], '', ['empty'])).toEqual([]);
    expect(await differences([empty], '# EOF', ['empty'])).toEqual([]);
  });

  it('takes no notice of a metric that has labels and no series yet', async () => {
    const empty = constantFamily({
      name: 'empty',
      help: 'E.',
      type: 'gauge',
      labelNames: ['a'],
      series: [],
    });
    expect(await differences([empty], '')).toEqual([]);
  });

  it('leaves the metrics of the registry out, unless they are expected or named', async () => {
    const success = `
      # TYPE exporter_collector_success gauge
      exporter_collector_success{collector="shop"} 0
    `;
    expect(await differences([], success)).toEqual([
      'exporter_collector_success{collector="shop"}: expected 0, got 1',
    ]);
    expect(await differences([], '', ['exporter_collector_success'])).toEqual([
      'exporter_collector_success: the family is not expected',
    ]);
  });

  it('says which collector failed when something differs', async () => {
    const registry = registryOf(requests);
    registry.register({
      name: 'stock',
      collect() {
        throw new Error('the database is away');
      },
    });
    const expected = '# TYPE stock_items gauge\nstock_items 1\n';
    await expect(gatherAndCompare(registry, expected, { names: ['stock_items'] })).rejects.toThrow(
      new ExpositionMismatch([
        'stock_items: the family is missing',
        '(the collector stock failed)',
      ]),
    );
  });

  it('says where the expected text is no page, in lines and columns as they were given', async () => {
    const expected = ['', '  # TYPE up gauge', '', '    up one', ''].join('\n');
    await expect(gatherAndCompare(new Registry(), expected)).rejects.toMatchObject({
      code: 'PARSE_ERROR',
      message: '4:8: the expected text is not a valid page: expected a value, got "one"',
      line: 4,
      column: 8,
    });
  });
});
