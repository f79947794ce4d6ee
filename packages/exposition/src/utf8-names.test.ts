import { constantFamily, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import type { EscapingScheme } from './escape-name.ts';
import { createFormat, type FormatName } from './format.ts';

const histogram = constantFamily({
  name: 'my.query "x"_seconds',
  help: 'Time.',
  type: 'histogram',
  unit: 'seconds',
  labelNames: ['db.name', 'role'],
  series: [
    {
      labels: { 'db.name': 'main', role: 'rw' },
      value: { count: 1, sum: 0.5, buckets: [{ upperBound: 1, count: 1 }] },
    },
  ],
});

const page = (family: MetricFamily, name: FormatName, escaping: EscapingScheme): string =>
  new TextDecoder().decode(encode([family], createFormat(name, '1.0.0', escaping)));

describe('names outside the legacy character set', () => {
  it('stand in quotes, the metric name first inside the braces', () => {
    expect(page(histogram, 'text', 'allow-utf-8')).toBe(
      `# HELP "my.query \\"x\\"_seconds" Time.
# TYPE "my.query \\"x\\"_seconds" histogram
{"my.query \\"x\\"_seconds_bucket","db.name"="main",role="rw",le="1"} 1
{"my.query \\"x\\"_seconds_bucket","db.name"="main",role="rw",le="+Inf"} 1
{"my.query \\"x\\"_seconds_sum","db.name"="main",role="rw"} 0.5
{"my.query \\"x\\"_seconds_count","db.name"="main",role="rw"} 1
`,
    );
  });

  it('stand in quotes in OpenMetrics too', () => {
    expect(page(histogram, 'openmetrics', 'allow-utf-8')).toBe(
      `# TYPE "my.query \\"x\\"_seconds" histogram
# UNIT "my.query \\"x\\"_seconds" seconds
# HELP "my.query \\"x\\"_seconds" Time.
{"my.query \\"x\\"_seconds_bucket","db.name"="main",role="rw",le="1.0"} 1
{"my.query \\"x\\"_seconds_bucket","db.name"="main",role="rw",le="+Inf"} 1
{"my.query \\"x\\"_seconds_sum","db.name"="main",role="rw"} 0.5
{"my.query \\"x\\"_seconds_count","db.name"="main",role="rw"} 1
# EOF
`,
    );
  });

  it('stand alone in the braces where there are no labels', () => {
    const family = constantFamily({
      name: 'jobs.done_total',
      help: '',
      type: 'counter',
      series: [{ value: 3 }],
    });
    expect(page(family, 'text', 'allow-utf-8')).toBe(
      '# TYPE "jobs.done_total" counter\n{"jobs.done_total"} 3\n',
    );
    expect(page(family, 'openmetrics', 'allow-utf-8')).toBe(
      '# TYPE "jobs.done" counter\n{"jobs.done_total"} 3\n# EOF\n',
    );
  });

  it.each([
    ['underscores', 'my_query__x__seconds_sum{db_name="main",role="rw"} 0.5'],
    ['dots', 'my_dot_query____x____seconds_sum{db_dot_name="main",role="rw"} 0.5'],
    ['values', 'U__my_2e_query_20__22_x_22___seconds_sum{U__db_2e_name="main",role="rw"} 0.5'],
  ] as const)('are escaped with the scheme %s', (escaping, line) => {
    expect(page(histogram, 'text', escaping)).toContain(`\n${line}\n`);
    expect(page(histogram, 'openmetrics', escaping)).toContain(`\n${line}\n`);
  });

  it('keep the label of a state set the same as the name of its family', () => {
    const family = constantFamily({
      name: 'a.door',
      help: '',
      type: 'stateset',
      series: [{ value: { states: { open: true } } }],
    });
    expect(page(family, 'openmetrics', 'allow-utf-8')).toBe(
      '# TYPE "a.door" stateset\n{"a.door","a.door"="open"} 1\n# EOF\n',
    );
    expect(page(family, 'openmetrics', 'underscores')).toBe(
      '# TYPE a_door stateset\na_door{a_door="open"} 1\n# EOF\n',
    );
  });

  it('make a state set a gauge where a label cannot be called as it is', () => {
    const family = constantFamily({
      name: 'a:door',
      help: '',
      type: 'stateset',
      series: [{ value: { states: { open: true } } }],
    });
    expect(page(family, 'openmetrics', 'allow-utf-8')).toBe(
      '# TYPE a:door stateset\na:door{"a:door"="open"} 1\n# EOF\n',
    );
    expect(page(family, 'openmetrics', 'underscores')).toBe(
      '# TYPE a:door gauge\na:door{a_door="open"} 1\n# EOF\n',
    );
  });

  it('do not make two labels of a series one', () => {
    const family = constantFamily({
      name: 'x',
      help: '',
      type: 'gauge',
      labelNames: ['a.b', 'a_b'],
      series: [{ labels: { 'a.b': '1', a_b: '2' }, value: 1 }],
    });
    expect(page(family, 'text', 'underscores')).toBe(
      '# TYPE x gauge\nx{U__a_2e_b="1",a_b="2"} 1\n',
    );
  });
});
