import { constantFamily, type MetricFamily, type MetricType } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { parse } from './parse.ts';
import { encodeText } from './text.ts';

const openMetrics = (families: readonly MetricFamily[]): string =>
  new TextDecoder().decode(encode(families, 'openmetrics', { created: true }));

const plain = (name: string, type: MetricType, value = 1): MetricFamily =>
  constantFamily({ name, help: '', type, series: [{ value, startTimestamp: 1 }] });

const histogram = (name: string): MetricFamily =>
  constantFamily({
    name,
    help: 'H.',
    type: 'histogram',
    series: [{ value: { count: 1, sum: 1, buckets: [{ upperBound: 1, count: 1 }] } }],
  });

describe('faults found in other clients', () => {
  it('OpenMetrics renames counters for good', () => {
    const counter = constantFamily({
      name: 'jobs_total',
      help: 'Jobs.',
      type: 'counter',
      series: [{ value: 4 }],
    });
    const text = '# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total 4\n';
    const om = '# TYPE jobs counter\n# HELP jobs Jobs.\njobs_total 4\n# EOF\n';
    for (let scrape = 0; scrape < 3; scrape++) {
      expect(encodeText([counter])).toBe(text);
      expect(openMetrics([counter])).toBe(om);
    }
    expect(counter.name).toBe('jobs_total');
  });

  it('a gauge foo beside a counter foo_total yields two families foo', () => {
    expect(openMetrics([plain('foo', 'gauge', 1), plain('foo_total', 'counter', 2)])).toBe(
      '# TYPE foo gauge\nfoo 1\n# TYPE foo_total unknown\nfoo_total 2\n# EOF\n',
    );
    expect(openMetrics([plain('foo_total', 'counter', 2), plain('foo', 'gauge', 1)])).toBe(
      '# TYPE foo_total unknown\nfoo_total 2\n# TYPE foo gauge\nfoo 1\n# EOF\n',
    );
  });

  it('an empty registry yields a blank line before # EOF', () => {
    expect(openMetrics([])).toBe('# EOF\n');
  });

  it('a whole bound is written le="1" in OpenMetrics', () => {
    expect(openMetrics([histogram('h')])).toContain('h_bucket{le="1.0"} 1\n');
    expect(encodeText([histogram('h')])).toContain('h_bucket{le="1"} 1\n');
  });

  it('an empty quantile is 0', () => {
    const summary = constantFamily({
      name: 's',
      help: '',
      type: 'summary',
      series: [{ value: { count: 0, sum: 0, quantiles: [{ quantile: 0.5, value: NaN }] } }],
    });
    expect(encodeText([summary])).toContain('s{quantile="0.5"} NaN\n');
    expect(openMetrics([summary])).toContain('s{quantile="0.5"} NaN\n');
  });

  it('label values are escaped only when they are strings', () => {
    const family = constantFamily({
      name: 'g',
      help: '',
      type: 'gauge',
      labelNames: ['port', 'up'],
      series: [{ labels: { port: 80, up: true }, value: 1 }],
    });
    expect(encodeText([family])).toBe('# TYPE g gauge\ng{port="80",up="true"} 1\n');
  });
});

describe('families whose names clash in OpenMetrics only', () => {
  const shown = (...families: MetricFamily[]): string[] => {
    const text = openMetrics(families);
    // The page has to be valid whatever else it is.
    parse(text, { contentType: 'application/openmetrics-text' });
    return text.split('\n').filter((line) => line.startsWith('# TYPE'));
  };

  it('two counters, one of them without _total, keep the names they were given', () => {
    const families = [plain('foo', 'counter', 1), plain('foo_total', 'counter', 2)];
    expect(shown(...families)).toEqual(['# TYPE foo unknown', '# TYPE foo_total unknown']);
  });

  it('a counter beside a gauge that is named as its start would be', () => {
    expect(shown(plain('foo_created', 'gauge'), plain('foo_total', 'counter'))).toEqual([
      '# TYPE foo_created gauge',
      '# TYPE foo_total unknown',
    ]);
  });

  it('an info beside a gauge of its bare name', () => {
    expect(shown(plain('build', 'info'), plain('build', 'gauge'))).toEqual([
      '# TYPE build_info unknown',
      '# TYPE build gauge',
    ]);
  });

  it('a histogram beside a gauge that is named as its start would be keeps all samples', () => {
    expect(openMetrics([histogram('h'), plain('h_created', 'gauge', 5)])).toBe(
      `# TYPE h_bucket unknown
# HELP h_bucket H.
h_bucket{le="1.0"} 1
h_bucket{le="+Inf"} 1
# TYPE h_sum unknown
# HELP h_sum H.
h_sum 1
# TYPE h_count unknown
# HELP h_count H.
h_count 1
# TYPE h_created gauge
h_created 5
# EOF
`,
    );
  });

  it('families that do not clash keep their types', () => {
    expect(shown(plain('foo_total', 'counter'), plain('foo_bar', 'gauge'))).toEqual([
      '# TYPE foo counter',
      '# TYPE foo_bar gauge',
    ]);
  });
});
