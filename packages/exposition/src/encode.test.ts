import { constantFamily, MetricError, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { createFormat, type Format, type FormatName } from './format.ts';
import { parse } from './parse.ts';
import { encodeText } from './text.ts';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const page = (families: Iterable<MetricFamily>, format: Format | FormatName): string =>
  decode(encode(families, format));

interface EncoderCase {
  readonly what: string;
  readonly family: MetricFamily;
  readonly text: string;
  readonly openmetrics: string;
}

/** One family of each type, as every format has to show it. */
const cases: readonly EncoderCase[] = [
  {
    what: 'a counter',
    family: constantFamily({
      name: 'http_requests_total',
      help: 'Requests served.',
      type: 'counter',
      labelNames: ['method', 'code'],
      series: [
        { labels: { method: 'GET', code: '200' }, value: 1027, timestamp: 1395066363 },
        { labels: { method: 'GET', code: '500' }, value: 0.5 },
      ],
    }),
    text: `# HELP http_requests_total Requests served.
# TYPE http_requests_total counter
http_requests_total{method="GET",code="200"} 1027 1395066363000
http_requests_total{method="GET",code="500"} 0.5
`,
    openmetrics: `# TYPE http_requests counter
# HELP http_requests Requests served.
http_requests_total{method="GET",code="200"} 1027 1395066363
http_requests_total{method="GET",code="500"} 0.5
# EOF
`,
  },
  {
    what: 'a counter that is named without _total',
    family: constantFamily({
      name: 'jobs',
      help: 'Jobs.',
      type: 'counter',
      series: [{ value: 2 }],
    }),
    text: '# HELP jobs Jobs.\n# TYPE jobs counter\njobs 2\n',
    openmetrics: '# TYPE jobs counter\n# HELP jobs Jobs.\njobs_total 2\n# EOF\n',
  },
  {
    what: 'a gauge with a unit',
    family: constantFamily({
      name: 'room_temperature_celsius',
      help: 'Temperature.',
      type: 'gauge',
      unit: 'celsius',
      labelNames: ['room'],
      series: [
        { labels: { room: 'attic' }, value: NaN },
        { labels: { room: 'cellar' }, value: -Infinity },
        { labels: { room: 'oven' }, value: Infinity },
        { labels: { room: 'hall' }, value: -0 },
      ],
    }),
    text: `# HELP room_temperature_celsius Temperature.
# TYPE room_temperature_celsius gauge
room_temperature_celsius{room="attic"} NaN
room_temperature_celsius{room="cellar"} -Inf
room_temperature_celsius{room="oven"} +Inf
room_temperature_celsius{room="hall"} 0
`,
    openmetrics: `# TYPE room_temperature_celsius gauge
# UNIT room_temperature_celsius celsius
# HELP room_temperature_celsius Temperature.
room_temperature_celsius{room="attic"} NaN
room_temperature_celsius{room="cellar"} -Inf
room_temperature_celsius{room="oven"} +Inf
room_temperature_celsius{room="hall"} 0
# EOF
`,
  },
  {
    what: 'a histogram',
    family: constantFamily({
      name: 'query_seconds',
      help: 'Time a query took.',
      type: 'histogram',
      unit: 'seconds',
      labelNames: ['db'],
      series: [
        {
          labels: { db: 'main' },
          value: {
            count: 6,
            sum: 2000003.5,
            buckets: [
              { upperBound: 0.00001, count: 1 },
              { upperBound: 0.25, count: 3 },
              { upperBound: 1, count: 3 },
              { upperBound: 1e6, count: 5 },
              { upperBound: Infinity, count: 6 },
            ],
          },
        },
      ],
    }),
    text: `# HELP query_seconds Time a query took.
# TYPE query_seconds histogram
query_seconds_bucket{db="main",le="1e-05"} 1
query_seconds_bucket{db="main",le="0.25"} 3
query_seconds_bucket{db="main",le="1"} 3
query_seconds_bucket{db="main",le="1e+06"} 5
query_seconds_bucket{db="main",le="+Inf"} 6
query_seconds_sum{db="main"} 2000003.5
query_seconds_count{db="main"} 6
`,
    openmetrics: `# TYPE query_seconds histogram
# UNIT query_seconds seconds
# HELP query_seconds Time a query took.
query_seconds_bucket{db="main",le="1e-05"} 1
query_seconds_bucket{db="main",le="0.25"} 3
query_seconds_bucket{db="main",le="1.0"} 3
query_seconds_bucket{db="main",le="1e+06"} 5
query_seconds_bucket{db="main",le="+Inf"} 6
query_seconds_sum{db="main"} 2000003.5
query_seconds_count{db="main"} 6
# EOF
`,
  },
  {
    what: 'a gauge histogram',
    family: constantFamily({
      name: 'queue_bytes',
      help: 'Sizes of what waits.',
      type: 'gaugehistogram',
      series: [
        {
          value: { count: 4, sum: 9, buckets: [{ upperBound: 2, count: 3 }] },
          timestamp: 1.5,
        },
      ],
    }),
    text: `# HELP queue_bytes Sizes of what waits.
# TYPE queue_bytes histogram
queue_bytes_bucket{le="2"} 3 1500
queue_bytes_bucket{le="+Inf"} 4 1500
# HELP queue_bytes_gsum Sizes of what waits.
# TYPE queue_bytes_gsum gauge
queue_bytes_gsum 9 1500
# HELP queue_bytes_gcount Sizes of what waits.
# TYPE queue_bytes_gcount gauge
queue_bytes_gcount 4 1500
`,
    openmetrics: `# TYPE queue_bytes gaugehistogram
# HELP queue_bytes Sizes of what waits.
queue_bytes_bucket{le="2.0"} 3 1.5
queue_bytes_bucket{le="+Inf"} 4 1.5
queue_bytes_gsum 9 1.5
queue_bytes_gcount 4 1.5
# EOF
`,
  },
  {
    what: 'a summary',
    family: constantFamily({
      name: 'rpc_seconds',
      help: 'Time of a call.',
      type: 'summary',
      series: [
        {
          value: {
            count: 3,
            sum: 1.5,
            quantiles: [
              { quantile: 0, value: 0.1 },
              { quantile: 0.99, value: 0.7 },
              { quantile: 1, value: NaN },
            ],
          },
        },
      ],
    }),
    text: `# HELP rpc_seconds Time of a call.
# TYPE rpc_seconds summary
rpc_seconds{quantile="0"} 0.1
rpc_seconds{quantile="0.99"} 0.7
rpc_seconds{quantile="1"} NaN
rpc_seconds_sum 1.5
rpc_seconds_count 3
`,
    openmetrics: `# TYPE rpc_seconds summary
# HELP rpc_seconds Time of a call.
rpc_seconds{quantile="0.0"} 0.1
rpc_seconds{quantile="0.99"} 0.7
rpc_seconds{quantile="1.0"} NaN
rpc_seconds_sum 1.5
rpc_seconds_count 3
# EOF
`,
  },
  {
    what: 'an info',
    family: constantFamily({
      name: 'build',
      help: 'The build.',
      type: 'info',
      labelNames: ['version'],
      series: [{ labels: { version: '1.2' }, value: 1 }],
    }),
    text: '# HELP build_info The build.\n# TYPE build_info gauge\nbuild_info{version="1.2"} 1\n',
    openmetrics: '# TYPE build info\n# HELP build The build.\nbuild_info{version="1.2"} 1\n# EOF\n',
  },
  {
    what: 'an info that is named with _info, and a unit that it cannot have',
    family: constantFamily({
      name: 'build_info',
      help: 'The build.',
      type: 'info',
      unit: 'info',
      series: [{ value: 1 }],
    }),
    text: '# HELP build_info The build.\n# TYPE build_info gauge\nbuild_info 1\n',
    openmetrics: '# TYPE build info\n# HELP build The build.\nbuild_info 1\n# EOF\n',
  },
  {
    what: 'a state set',
    family: constantFamily({
      name: 'door',
      help: 'The door.',
      type: 'stateset',
      labelNames: ['floor'],
      series: [{ labels: { floor: '2' }, value: { states: { open: true, 'half "open"': false } } }],
    }),
    text: `# HELP door The door.
# TYPE door gauge
door{floor="2",door="open"} 1
door{floor="2",door="half \\"open\\""} 0
`,
    openmetrics: `# TYPE door stateset
# HELP door The door.
door{floor="2",door="open"} 1
door{floor="2",door="half \\"open\\""} 0
# EOF
`,
  },
  {
    what: 'an unknown',
    family: constantFamily({
      name: 'thing',
      help: 'A thing.',
      type: 'unknown',
      series: [{ value: 7 }],
    }),
    text: '# HELP thing A thing.\n# TYPE thing untyped\nthing 7\n',
    openmetrics: '# TYPE thing unknown\n# HELP thing A thing.\nthing 7\n# EOF\n',
  },
  {
    what: 'texts that need escaping',
    family: constantFamily({
      name: 'escapes',
      help: 'A "quote", a \\ and\na line.',
      type: 'gauge',
      labelNames: ['path'],
      series: [{ labels: { path: 'C:\\dir\n"x" 😱' }, value: 1 }],
    }),
    text: `# HELP escapes A "quote", a \\\\ and\\na line.
# TYPE escapes gauge
escapes{path="C:\\\\dir\\n\\"x\\" 😱"} 1
`,
    openmetrics: `# TYPE escapes gauge
# HELP escapes A \\"quote\\", a \\\\ and\\na line.
escapes{path="C:\\\\dir\\n\\"x\\" 😱"} 1
# EOF
`,
  },
  {
    what: 'a family without help and without series',
    family: constantFamily({
      name: 'none',
      help: '',
      type: 'gauge',
      labelNames: ['a'],
      series: [],
    }),
    text: '# TYPE none gauge\n',
    openmetrics: '# TYPE none gauge\n# EOF\n',
  },
];

describe.each(['text', 'openmetrics'] as const)('encode > %s', (format) => {
  it.each(cases)('writes $what', (one) => {
    expect(page([one.family], format)).toBe(one[format]);
  });

  it.each(cases)('writes $what so that it is read back and written the same', (one) => {
    const contentType = format === 'text' ? 'text/plain' : 'application/openmetrics-text';
    const families = parse(one[format], { contentType });
    expect(page(families, format)).toBe(one[format]);
  });

  it('keeps the order of families and series', () => {
    const names = ['b', 'a', 'c'];
    const families = names.map((name) =>
      constantFamily({
        name,
        help: '',
        type: 'gauge',
        labelNames: ['x'],
        series: [
          { labels: { x: '2' }, value: 1 },
          { labels: { x: '1' }, value: 1 },
        ],
      }),
    );
    const samples = page(families, format)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).toEqual(names.flatMap((name) => [`${name}{x="2"} 1`, `${name}{x="1"} 1`]));
  });

  it('takes families from any iterable, once', () => {
    function* families(): Generator<MetricFamily> {
      yield constantFamily({ name: 'a', help: '', type: 'gauge', series: [{ value: 1 }] });
    }
    expect(page(families(), format)).toContain('a 1\n');
  });

  it('refuses a family that was written by hand', () => {
    const family = { name: 'hand', help: '', type: 'gauge', labelNames: [], series: [] };
    expect(() => encode([family as unknown as MetricFamily], format)).toThrow(
      new MetricError('INVALID_VALUE', '"hand" is neither a metric nor made by constantFamily().', {
        metric: 'hand',
      }),
    );
  });

  it('changes nothing in the families', () => {
    const families = cases.map((one) => one.family);
    const before = structuredClone(families.map(({ name, columns }) => ({ name, columns })));
    encode(families, format);
    expect(families.map(({ name, columns }) => ({ name, columns }))).toEqual(before);
  });
});

describe('encode', () => {
  it('gives no bytes for no families in text, and # EOF in OpenMetrics', () => {
    expect(page([], 'text')).toBe('');
    expect(page([], 'openmetrics')).toBe('# EOF\n');
  });

  it('takes what negotiate gives', () => {
    const family = constantFamily({ name: 'a.b', help: '', type: 'gauge', series: [{ value: 1 }] });
    expect(page([family], createFormat('text', '1.0.0', 'allow-utf-8'))).toBe(
      '# TYPE "a.b" gauge\n{"a.b"} 1\n',
    );
  });

  it.each([
    ['yaml', '"yaml"'],
    ['toString', '"toString"'],
    [undefined, 'undefined'],
    [{ name: 'xml' }, '"xml"'],
  ])('refuses the format %j', (format, shown) => {
    expect(() => encode([], format as FormatName)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        `${shown} is not a format: expected 'text', 'openmetrics', 'openmetrics2', 'protobuf', or what negotiate() returns.`,
      ),
    );
  });
});

describe('encodeText', () => {
  it.each(cases)('writes $what as encode does', ({ family, text }) => {
    expect(encodeText([family])).toBe(text);
  });

  it('gives an empty page for no families', () => {
    expect(encodeText([])).toBe('');
  });

  it('escapes names as it is told', () => {
    const family = constantFamily({ name: 'a.b', help: '', type: 'gauge', series: [{ value: 1 }] });
    expect(encodeText([family])).toBe('# TYPE a_b gauge\na_b 1\n');
    expect(encodeText([family], { escaping: 'values' })).toBe(
      '# TYPE U__a_2e_b gauge\nU__a_2e_b 1\n',
    );
  });
});
