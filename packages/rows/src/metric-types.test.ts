import { constantFamily } from '@telltale/model';
import { expect, it, describe } from 'vitest';
import { familiesOfRows } from './families-of-rows.ts';
import type { RowMetric } from './row-metric.ts';
import type { Row } from './row.ts';

function familyOf(metric: RowMetric, ...rows: Row[]) {
  const { families, dropped } = familiesOfRows(rows, [metric]);
  const [family] = families;
  // What was laid out here is what the checked way makes of the same series.
  if (family !== undefined) {
    const { name, help, type, labelNames, series } = family;
    const again = constantFamily({
      name,
      help,
      type,
      labelNames,
      series: [...series].map((one) => ({
        ...one,
        labels: labelNames.length > 0 ? one.labels : undefined,
      })) as never,
    });
    expect([...again.series]).toEqual([...series]);
    expect([...again.columns.values]).toEqual([...family.columns.values]);
  }
  return { values: [...(family?.series ?? [])].map(({ value }) => value), dropped };
}

describe('counter', () => {
  const metric: RowMetric = {
    name: 'jobs_total',
    help: 'J.',
    type: 'counter',
    values: ['n'],
    keyLabels: ['q'],
  };

  it('shows the total of the source as it is, so that Prometheus sees where it began anew', () => {
    expect(familyOf(metric, { q: 'a', n: 10n }).values).toEqual([10]);
    expect(familyOf(metric, { q: 'a', n: 3n }).values).toEqual([3]);
  });

  it.each([-1, NaN])('leaves %s out', (n) => {
    expect(familyOf(metric, { q: 'a', n }, { q: 'b', n: 1 })).toMatchObject({
      values: [1],
      dropped: [
        {
          reason: 'value',
          count: 1,
          message: `column n is ${n}, expected a total from 0 up. Make it a gauge if it can fall below 0`,
        },
      ],
    });
  });
});

describe('histogram', () => {
  const head = { name: 'h', help: 'H.', type: 'histogram' } as const;
  const columns = { countColumn: 'n', sumColumn: 's' };
  const metric: RowMetric = {
    ...head,
    ...columns,
    bucketColumns: { 1: 'le1', 0.5: 'le05', '+Inf': 'n' },
  };
  const value = {
    count: 6,
    sum: 9.5,
    buckets: [
      { upperBound: 0.5, count: 2 },
      { upperBound: 1, count: 3 },
      { upperBound: Infinity, count: 6 },
    ],
  };

  it('of cumulative bucket columns', () => {
    expect(familyOf(metric, { le05: 2n, le1: '3', n: 6, s: 9.5 }).values).toEqual([value]);
  });

  it('of bucket columns that are not cumulative', () => {
    const own = { ...metric, cumulative: false } as RowMetric;
    expect(familyOf(own, { le05: 2, le1: 1, n: 6, s: 9.5 }).values).toEqual([value]);
  });

  it('of observations', () => {
    const own: RowMetric = { ...head, observationColumn: 'x', buckets: [0.5, 1] };
    const rows = [0.1, 0.5, 1, 2.4, 2.5, 3].map((x) => ({ x }));
    expect(familyOf(own, ...rows).values).toEqual([value]);
    expect(familyOf({ ...own, type: 'gaugehistogram' }, ...rows).values).toEqual([value]);
    expect(familyOf(own, ...rows, { x: null }, { x: NaN }, { x: 'x' })).toMatchObject({
      values: [value],
      dropped: [
        { reason: 'null', count: 1 },
        { reason: 'value', count: 2 },
      ],
    });
  });

  it.each([
    [
      { le05: 3, le1: 2, n: 6, s: 1 },
      'the bucket up to 1 counts 2, less than the 3 of the one below. Counts that are not cumulative need cumulative: false',
    ],
    [{ le05: 1, le1: 2, n: 1, s: 1 }, 'column n is 1, less than the 2 in the buckets'],
    [{ le05: -1, le1: 2, n: 3, s: 1 }, 'column le05 is -1, expected a finite count from 0 up'],
    [
      { le05: 1, le1: 2, n: Infinity, s: 1 },
      'column n is Infinity, expected a finite count from 0 up',
    ],
  ])('leaves %o out', (row, message) => {
    expect(familyOf(metric, row)).toMatchObject({
      values: [],
      dropped: [{ reason: 'value', message }],
    });
  });

  it('adds rows of the same labels up', () => {
    const row = { le05: 1, le1: 1.5, n: 3, s: 4.75 };
    expect(familyOf({ ...metric, onDuplicate: 'sum' }, row, row).values).toEqual([value]);
  });

  it('of no rows is all zeros', () => {
    expect(familyOf({ ...metric, onEmpty: 'zero' }).values).toMatchObject([{ count: 0, sum: 0 }]);
  });
});

describe('summary', () => {
  const head = { name: 's', help: 'S.', type: 'summary' } as const;
  const columns = { countColumn: 'n', sumColumn: 's' };
  const metric: RowMetric = { ...head, ...columns, quantileColumns: { 0.99: 'p99', 0.5: 'p50' } };

  it('of columns', () => {
    expect(familyOf(metric, { p99: 9, p50: '5', n: 10n, s: 60 }).values).toEqual([
      {
        count: 10,
        sum: 60,
        quantiles: [
          { quantile: 0.5, value: 5 },
          { quantile: 0.99, value: 9 },
        ],
      },
    ]);
    expect(familyOf({ ...head, ...columns }, { n: 1, s: 2 }).values).toEqual([
      { count: 1, sum: 2, quantiles: [] },
    ]);
  });

  it('of observations is their count and sum', () => {
    const own: RowMetric = { ...head, observationColumn: 'x' };
    expect(familyOf(own, { x: 1 }, { x: 2.5 }).values).toEqual([
      { count: 2, sum: 3.5, quantiles: [] },
    ]);
  });

  it('has quantiles that are NaN', () => {
    const quantiles = [
      { quantile: 0.5, value: NaN },
      { quantile: 0.99, value: NaN },
    ];
    const row = { p99: null, p50: null, n: 0, s: 0 };
    expect(familyOf({ ...metric, onNull: 'nan' }, row).values).toEqual([
      { count: 0, sum: 0, quantiles },
    ]);
    expect(familyOf({ ...metric, onEmpty: 'zero' }).values).toEqual([
      { count: 0, sum: 0, quantiles },
    ]);
  });
});

it('info is all in its labels', () => {
  const metric: RowMetric = { name: 'db', help: 'D.', type: 'info', keyLabels: ['version'] };
  expect(familyOf(metric, { version: '15.2' }).values).toEqual([1]);
});

describe('stateset', () => {
  const metric: RowMetric = {
    name: 'role',
    help: 'R.',
    type: 'stateset',
    keyLabels: ['node'],
    stateColumn: 'r',
    states: ['primary', 'standby'],
  };

  it('says which state is on', () => {
    expect(
      familyOf(metric, { node: 'a', r: 'standby' }, { node: 'b', r: 'primary' }).values,
    ).toEqual([
      { states: { primary: false, standby: true } },
      { states: { primary: true, standby: false } },
    ]);
  });

  it('leaves out a state that is not declared', () => {
    expect(familyOf(metric, { node: 'a', r: 'lost' })).toMatchObject({
      values: [],
      dropped: [
        {
          message:
            'column r is "lost", expected one of "primary", "standby". Add it to states, or leave its rows out of the query',
        },
      ],
    });
  });

  it('has no state on for NULL taken as zero, and several for rows added up', () => {
    const rows = [
      { node: 'a', r: null },
      { node: 'b', r: 'primary' },
      { node: 'b', r: 'standby' },
    ];
    expect(familyOf({ ...metric, onNull: 'zero', onDuplicate: 'sum' }, ...rows).values).toEqual([
      { states: { primary: false, standby: false } },
      { states: { primary: true, standby: true } },
    ]);
  });
});
