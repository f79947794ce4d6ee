import type { MetricFamily, Series } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { familiesOfRows, type FamiliesOfRowsOptions } from './families-of-rows.ts';
import type { RowMetric } from './row-metric.ts';
import type { Row } from './row.ts';

function lineOf({ name }: MetricFamily, { labels, value, timestamp }: Series): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  const shown = pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name;
  return [shown, typeof value === 'number' ? value : JSON.stringify(value), timestamp]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** The samples that rows become, what they lost and what they are warned of, as lines. */
function made(
  rows: readonly Row[],
  metric: RowMetric | readonly RowMetric[],
  options?: FamiliesOfRowsOptions,
): { samples: string[]; lost: string[]; warned: string[] } {
  const result = familiesOfRows(
    rows,
    Array.isArray(metric) ? metric : [metric as RowMetric],
    options,
  );
  return {
    samples: result.families.flatMap((family) =>
      Array.from(family.series, (one) => lineOf(family, one)),
    ),
    lost: result.dropped.map(
      ({ metric, reason, count, isFamily, message }) =>
        `${metric} ${reason} ${count}${isFamily ? ' all' : ''}: ${message}`,
    ),
    warned: result.warnings.map(({ metric, count, message }) => `${metric} ${count}: ${message}`),
  };
}

const jobs = {
  name: 'jobs',
  help: 'Jobs.',
  type: 'gauge',
  keyLabels: ['queue'],
  values: ['n'],
} as const satisfies RowMetric;
const total = { name: 'jobs', help: 'Jobs.', type: 'gauge', values: ['n'] } as const;

describe('roles of columns', () => {
  it('key labels, static labels and one value', () => {
    const metric = { ...jobs, keyLabels: ['queue', { state: 's' }], staticLabels: { dc: 'eu' } };
    expect(made([{ queue: 'a', s: 'done', n: 2, other: 'x' }], metric).samples).toEqual([
      'jobs{queue="a",state="done",dc="eu"} 2',
    ]);
  });

  it('several values under a value label', () => {
    const metric = { ...jobs, values: ['open', 'done'], valueLabel: 'state' } as const;
    expect(made([{ queue: 'a', open: 1, done: '2.5' }], metric).samples).toEqual([
      'jobs{queue="a",state="open"} 1',
      'jobs{queue="a",state="done"} 2.5',
    ]);
  });

  it('a static value', () => {
    const metric = { ...jobs, values: undefined, staticValue: 7 } as const;
    expect(made([{ queue: 'a' }, { queue: 'b' }], metric).samples).toEqual([
      'jobs{queue="a"} 7',
      'jobs{queue="b"} 7',
    ]);
  });

  it('a timestamp, in whatever form, or none', () => {
    const rows = [
      { queue: 'a', n: 1, at: new Date('2024-01-31T10:00:00Z') },
      { queue: 'b', n: 1, at: '2024-01-31 10:00:00.5' },
      { queue: 'c', n: 1, at: 1706695200n },
      { queue: 'd', n: 1, at: null },
      { queue: 'e', n: 1, at: 'now' },
    ];
    expect(made(rows, { ...jobs, timestampColumn: 'at' })).toMatchObject({
      samples: [
        'jobs{queue="a"} 1 1706695200',
        'jobs{queue="b"} 1 1706695200.5',
        'jobs{queue="c"} 1 1706695200',
        'jobs{queue="d"} 1',
      ],
      lost: [
        'jobs value 1: column at is "now", expected a date, seconds of Unix time, or ISO 8601 text',
      ],
    });
  });

  it('the time at which a counter began', () => {
    const metric = { ...total, type: 'counter', startTimestampColumn: 'since' } as const;
    const { families } = familiesOfRows([{ n: 3, since: 100 }], [metric]);
    expect([...families[0]!.series]).toEqual([{ labels: {}, value: 3, startTimestamp: 100 }]);
  });

  it('a column that is not there costs the family, and says what is there', () => {
    expect(made([{ Queue: 'a', N: 1 }], [jobs, { ...total, name: 'n', values: ['N'] }])).toEqual({
      samples: ['n 1'],
      lost: [
        'jobs column 1 all: the result has no column queue, n; it has Queue, N. Name it so in the query (AS), with the same case',
      ],
      warned: [],
    });
  });

  it('a key that only some objects lack is NULL there', () => {
    expect(made([{ n: 1 }, { queue: 'b' }], jobs)).toMatchObject({
      samples: ['jobs{queue=""} 1'],
      lost: ['jobs null 1: column n is NULL, and onNull is "drop"'],
    });
  });
});

describe('cells', () => {
  it('keep all digits in labels, and warn where a value cannot', () => {
    const id = 9007199254740993n;
    const metric = { ...jobs, keyLabels: ['id'], values: ['id'] };
    expect(made([{ id }, { id: '12345678901234567890.12' }, { id: 3n }], metric)).toEqual({
      samples: [
        'jobs{id="9007199254740993"} 9007199254740992',
        'jobs{id="12345678901234567890.12"} 12345678901234567000',
        'jobs{id="3"} 3',
      ],
      lost: [],
      warned: [
        'jobs 2: column id is 9007199254740993 and was shown as 9007199254740992: a double cannot hold it',
      ],
    });
  });

  it('that are no number cost their series only', () => {
    const rows = [
      { queue: 'text', n: 'many' },
      { queue: 'binary', n: Uint8Array.of(1) },
      { queue: 'nan', n: NaN },
      { queue: 'infinite', n: '-Infinity' },
      { queue: 'yes', n: true },
      { queue: 'date', n: new Date(1500) },
    ];
    expect(made(rows, jobs)).toMatchObject({
      samples: [
        'jobs{queue="nan"} NaN',
        'jobs{queue="infinite"} -Infinity',
        'jobs{queue="yes"} 1',
        'jobs{queue="date"} 1.5',
      ],
      lost: ['jobs value 2: column n is "many", expected a number. Convert it in the query'],
    });
    expect(made(rows.slice(1, 2), jobs).lost).toEqual([
      'jobs value 1: column n is binary data of 1 bytes, expected a number. Binary is shown only as a label, in hexadecimal digits',
    ]);
  });

  it('that are no date make no label', () => {
    expect(made([{ queue: new Date(NaN), n: 1 }], jobs)).toMatchObject({
      samples: [],
      lost: ['jobs value 1: column queue is an invalid date, expected what can be a label'],
    });
  });
});

describe('onEmpty', () => {
  it('drop leaves the family out', () => {
    expect(made([], [jobs, total].slice(0, 1))).toEqual({ samples: [], lost: [], warned: [] });
  });

  it('zero shows a zero of each series that is known', () => {
    const options = { onEmpty: 'zero' } as const;
    const labelled = { ...total, values: ['a', 'b'], valueLabel: 'v', staticLabels: { dc: 'eu' } };
    expect(made([], labelled, options).samples).toEqual([
      'jobs{dc="eu",v="a"} 0',
      'jobs{dc="eu",v="b"} 0',
    ]);
    const states = { name: 's', help: 'S.', type: 'stateset', stateColumn: 's' } as const;
    expect(made([], { ...states, states: ['on', 'off'] }, options).samples).toEqual([
      's {"states":{"on":false,"off":false}}',
    ]);
  });

  it('error leaves the family out and says so', () => {
    expect(made([], total, { onEmpty: 'error' }).lost).toEqual([
      'jobs empty 0 all: the result has no row, and onEmpty is "error"',
    ]);
  });

  it('is no matter of rows whose values are NULL', () => {
    expect(made([{ n: null }], total, { onEmpty: 'zero' }).samples).toEqual([]);
  });
});

describe('onNull', () => {
  const rows = [
    { queue: 'a', n: null },
    { queue: 'b', n: 1 },
  ];
  it.each([
    [undefined, ['jobs{queue="b"} 1'], ['jobs null 1: column n is NULL, and onNull is "drop"']],
    ['drop', ['jobs{queue="b"} 1'], ['jobs null 1: column n is NULL, and onNull is "drop"']],
    ['zero', ['jobs{queue="a"} 0', 'jobs{queue="b"} 1'], []],
    ['nan', ['jobs{queue="a"} NaN', 'jobs{queue="b"} 1'], []],
    ['error', [], ['jobs null 2 all: column n is NULL, and onNull is "error"']],
  ] as const)('%s', (onNull, samples, lost) => {
    expect(made(rows, jobs, { onNull })).toEqual({ samples, lost, warned: [] });
  });

  it('is taken from the metric first', () => {
    expect(made([{ n: null }], { ...total, onNull: 'zero' }, { onNull: 'error' }).samples).toEqual([
      'jobs 0',
    ]);
  });
});

describe('onDuplicate', () => {
  const rows = [
    { queue: 'a', n: 1 },
    { queue: 'b', n: 5 },
    { queue: 'a', n: 2 },
  ];
  const remedy = 'Group by the key labels in the query, or choose onDuplicate: "first" or "sum"';
  it.each([
    [
      'first',
      1,
      ['jobs duplicate 1: two rows have the labels {queue="a"}; the first one was kept'],
    ],
    ['sum', 3, []],
  ] as const)('%s', (onDuplicate, a, lost) => {
    expect(made(rows, jobs, { onDuplicate })).toEqual({
      samples: [`jobs{queue="a"} ${a}`, 'jobs{queue="b"} 5'],
      lost,
      warned: [],
    });
  });

  it('error costs the family alone', () => {
    expect(made(rows, [jobs, { ...total, name: 'sum', onDuplicate: 'sum' }])).toEqual({
      samples: ['sum 8'],
      lost: [`jobs duplicate 3 all: two rows have the labels {queue="a"}. ${remedy}`],
      warned: [],
    });
    expect(made(rows, total).lost).toEqual([
      `jobs duplicate 3 all: there are several rows, and no labels to tell them apart. ${remedy}`,
    ]);
  });

  it('sum keeps the later timestamp and the earlier start', () => {
    const metric = {
      ...total,
      type: 'counter',
      timestampColumn: 'at',
      startTimestampColumn: 'since',
    } as const;
    const { families } = familiesOfRows(
      [
        { n: 1, at: 20, since: null },
        { n: 1, at: 30, since: 7 },
        { n: 1, at: 10, since: 5 },
      ],
      [metric],
      { onDuplicate: 'sum' },
    );
    expect([...families[0]!.series]).toEqual([
      { labels: {}, value: 3, timestamp: 30, startTimestamp: 5 },
    ]);
  });
});

describe('the series limit', () => {
  it('is for all metrics together, keeps the first series and counts the others', () => {
    const rows = Array.from({ length: 4 }, (_, n) => ({ queue: String(n), n }));
    const result = made(rows, [jobs, { ...jobs, name: 'more' }], { seriesLimit: 6 });
    expect(result.samples).toHaveLength(6);
    expect(result.samples.at(-1)).toBe('more{queue="1"} 1');
    expect(result.lost).toEqual([
      'more series_limit 2: the series limit of the collector was reached',
    ]);
  });

  it('leaves what adds to a series that is there', () => {
    const rows = [{ n: 1 }, { n: 2 }];
    expect(made(rows, total, { seriesLimit: 1, onDuplicate: 'sum' }).samples).toEqual(['jobs 3']);
  });
});

it('ten thousand rows are ten thousand series', () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ queue: `q${n}`, n: BigInt(n) }));
  const { samples, lost } = made(rows, jobs);
  expect(samples).toHaveLength(10_000);
  expect(samples.at(-1)).toBe('jobs{queue="q9999"} 9999');
  expect(lost).toEqual([]);
});
