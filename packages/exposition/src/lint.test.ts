import {
  constantFamily,
  type MetricFamily,
  type MetricType,
  type SeriesValue,
} from '@telltale/model';
import { describe, expect, it } from 'vitest';
import type { LintRule } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';
import { lint } from './lint.ts';
import { parse } from './parse.ts';

const values: Readonly<Partial<Record<MetricType, SeriesValue>>> = {
  histogram: { count: 0, sum: 0, buckets: [] },
  gaugehistogram: { count: 0, sum: 0, buckets: [] },
  summary: { count: 0, sum: 0, quantiles: [] },
  stateset: { states: { on: true } },
};

function family(name: string, type: MetricType, labelNames: readonly string[] = []): MetricFamily {
  const labels = Object.fromEntries(labelNames.map((label) => [label, 'x']));
  const value = values[type] ?? 1;
  return constantFamily({ name, help: 'Help.', type, labelNames, series: [{ labels, value }] });
}

/** Rule and message of each problem. */
const problems = (...families: MetricFamily[]): [string, string][] =>
  lint(families).map(({ rule, message }) => [rule, message]);

describe('lint', () => {
  it.each<[name: string, type: MetricType]>([
    ['http_requests_total', 'counter'],
    ['process_cpu_seconds_total', 'counter'],
    ['queue_depth', 'gauge'],
    ['node_memory_active_bytes', 'gauge'],
    ['http_request_duration_seconds', 'histogram'],
    ['rpc_duration_seconds', 'summary'],
    ['build_info', 'info'],
    ['door', 'stateset'],
    ['queue_age_seconds', 'gaugehistogram'],
    ['anything_total', 'unknown'],
    ['x_count', 'unknown'],
  ])('finds nothing wrong with %s, a %s', (name, type) => {
    expect(problems(family(name, type))).toEqual([]);
  });

  it('says which family, which rule and what to do', () => {
    expect(lint([family('jobs', 'counter')])).toEqual([
      {
        metric: 'jobs',
        rule: 'counter-total',
        message: 'a counter ends in _total; write jobs_total',
      },
    ]);
  });

  it('wants a help text', () => {
    const bare = constantFamily({ name: 'a', help: '', type: 'gauge', series: [] });
    expect(problems(bare)).toEqual([
      ['no-help', 'no help text; say in one sentence what it measures'],
    ]);
  });

  it.each([
    ['wait_milliseconds', 'seconds', 'milliseconds'],
    ['wait_minutes', 'seconds', 'minutes'],
    ['disk_megabytes', 'bytes', 'megabytes'],
    ['disk_gibibytes_free', 'bytes', 'gibibytes'],
    ['line_kilobits', 'bytes', 'kilobits'],
    ['room_fahrenheit', 'celsius', 'fahrenheit'],
    ['road_kilometers', 'meters', 'kilometers'],
    ['weight_kilograms', 'grams', 'kilograms'],
    ['cpu_percent', 'ratio', 'percent'],
  ])('wants base units: %s', (name, base, unit) => {
    expect(problems(family(name, 'gauge'))).toEqual([
      ['base-unit', `use the base unit ${base} instead of ${unit}`],
    ]);
  });

  it.each([
    ['wait_ms', 'ms', 'seconds'],
    ['wait_s', 's', 'seconds'],
    ['wait_sec_max', 'sec', 'seconds'],
    ['wait_h', 'h', 'seconds'],
    ['disk_kb', 'kb', 'bytes'],
    ['disk_b', 'b', 'bytes'],
    ['way_m', 'm', 'seconds or meters'],
  ])('wants units written out: %s', (name, short, unit) => {
    expect(problems(family(name, 'gauge'))).toEqual([
      ['abbreviated-unit', `unit ${short} is abbreviated; write ${unit}`],
    ]);
  });

  it('takes the first word of a name for no unit', () => {
    expect(problems(family('m_queue', 'gauge'), family('s', 'gauge'))).toEqual([]);
  });

  it('keeps _total for counters', () => {
    expect(problems(family('jobs_total', 'gauge'))).toEqual([
      ['only-counter-total', 'only a counter ends in _total; write jobs'],
    ]);
  });

  it('keeps suffixes and labels for the types that need them', () => {
    const suffix = (name: string, types: string): [string, string] => [
      'reserved-suffix',
      `the suffix ${name} is kept for samples of ${types}; leave it out of the name`,
    ];
    expect(problems(family('a_bucket', 'gauge'))).toEqual([
      suffix('_bucket', 'histogram and gaugehistogram'),
    ]);
    expect(problems(family('a_count', 'gauge'))).toEqual([
      suffix('_count', 'histogram and summary'),
    ]);
    expect(problems(family('a_sum', 'gauge'))).toEqual([suffix('_sum', 'histogram and summary')]);
    expect(problems(family('a', 'gauge', ['le', 'quantile']))).toEqual([
      [
        'reserved-label',
        'the label le is kept for histogram and gaugehistogram; choose another name',
      ],
      ['reserved-label', 'the label quantile is kept for summary; choose another name'],
    ]);
  });

  it('wants no type in the name', () => {
    expect(problems(family('jobs_gauge', 'gauge'), family('wait_summary_x', 'summary'))).toEqual([
      ['type-in-name', 'the name contains its type; leave gauge out of it'],
      ['type-in-name', 'the name contains its type; leave summary out of it'],
    ]);
    expect(
      problems(family('gauge_readings', 'gauge'), family('gas_gauge_total', 'counter')),
    ).toEqual([]);
  });

  it('keeps colons for recording rules', () => {
    expect(problems(family('job:wait::max', 'gauge'))).toEqual([
      ['colon', 'colons are for recording rules; write job_wait_max'],
    ]);
  });

  it('wants snake_case in names and labels', () => {
    expect(problems(family('memFree.now', 'gauge', ['dbName']))).toEqual([
      ['snake-case', 'the name is not in snake_case; write mem_free_now'],
      ['snake-case', 'the label dbName is not in snake_case; write db_name'],
    ]);
  });

  it('wants each series once', () => {
    const page = 'a{x="1",y="2"} 1\na{y="2",x="1"} 2\na{x="2"} 1\na{x="2"} 1 1000\n';
    const families = parse(`# HELP a Help.\n${page}`, { contentType: 'text/plain' });
    expect(problems(...families)).toEqual([
      [
        'unique-series',
        'the series {y="2",x="1"} is there more than once; give each series labels of its own',
      ],
    ]);
  });

  it('follows the rules that it is given', () => {
    const short: LintRule = {
      name: 'short',
      *check({ name }) {
        if (name.length > 3) yield `${name} is too long`;
      },
    };
    expect(lint([family('jobs', 'counter')], { rules: [short] })).toEqual([
      { metric: 'jobs', rule: 'short', message: 'jobs is too long' },
    ]);
    expect(
      lint([family('jobs', 'counter')], { rules: [...lintRules, short] }).map(({ rule }) => rule),
    ).toEqual(['counter-total', 'short']);
    expect(lint([family('jobs', 'counter')], { rules: [] })).toEqual([]);
  });
});
