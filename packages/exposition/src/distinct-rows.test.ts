import { constantFamily, type MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { describe, expect, it } from 'vitest';
import { encode } from './encode.ts';
import { parse } from './parse.ts';

const page = (families: Iterable<MetricFamily>): string =>
  new TextDecoder().decode(encode(families, 'openmetrics'));

describe('OpenMetrics > a series that stands twice', () => {
  const gauge = (rows: readonly (readonly [a: string, value: number, time?: number])[]): string =>
    page([
      constantFamily({
        name: 'g',
        help: '',
        type: 'gauge',
        labelNames: ['a'],
        series: rows.map(([a, value, timestamp]) => ({
          labels: { a },
          value,
          ...(timestamp === undefined ? {} : { timestamp }),
        })),
      }),
    ]);

  it.each<[what: string, text: string, lines: string]>([
    [
      'after another',
      gauge([
        ['1', 1],
        ['2', 2],
        ['1', 3],
      ]),
      'g{a="1"} 1\ng{a="2"} 2\n',
    ],
    [
      'at another time',
      gauge([
        ['1', 1, 5],
        ['1', 2, 6],
      ]),
      'g{a="1"} 1 5\ng{a="1"} 2 6\n',
    ],
    [
      'at the same time',
      gauge([
        ['1', 1, 5],
        ['1', 2, 5],
      ]),
      'g{a="1"} 1 5\n',
    ],
    [
      'at a time before',
      gauge([
        ['1', 1, 5],
        ['1', 2, 4],
      ]),
      'g{a="1"} 1 5\n',
    ],
    [
      'at a time, and at none',
      gauge([
        ['1', 1],
        ['1', 2, 4],
      ]),
      'g{a="1"} 1\n',
    ],
    [
      'at a later time, but apart',
      gauge([
        ['1', 1, 5],
        ['2', 1],
        ['1', 2, 6],
      ]),
      'g{a="1"} 1 5\ng{a="2"} 1\n',
    ],
  ])('%s is shown as far as the format lets it', (_what, text, lines) => {
    expect(text).toBe(`# TYPE g gauge\n${lines}# EOF\n`);
    expect(parse(text, { contentType: 'application/openmetrics-text' })).toHaveLength(1);
  });

  it('is found whatever the order of its labels', () => {
    const family = new ColumnFamily(
      { name: 'g', help: '', type: 'gauge', labelNames: ['a', 'b'] },
      {
        size: 2,
        width: 1,
        values: Float64Array.of(1, 2),
        labelValues: [
          ['1', '2'],
          ['2', '1'],
        ],
        seriesLabelNames: [
          ['a', 'b'],
          ['b', 'a'],
        ],
      },
    );
    expect(page([family])).toBe('# TYPE g gauge\ng{a="1",b="2"} 1\n# EOF\n');
  });

  it('is not one that differs in how its lines end', () => {
    expect(
      gauge([
        ['a\r', 1],
        ['a\n', 2],
        ['a\r\n', 3],
      ]),
    ).toBe('# TYPE g gauge\ng{a="a\ufffd"} 1\ng{a="a\\n"} 2\ng{a="a\ufffd\\n"} 3\n# EOF\n');
  });

  it('is found where only what the format cannot show differs', () => {
    expect(
      gauge([
        ['a\r', 1],
        ['a\ufffd', 2],
        ['b', 3],
      ]),
    ).toBe('# TYPE g gauge\ng{a="a\ufffd"} 1\ng{a="b"} 3\n# EOF\n');
  });

  it('is not found among ten thousand that differ', () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => [`${at}`, at] as const);
    expect(gauge(rows).split('\n')).toHaveLength(10_003);
  });

  it('is not one whose values end elsewhere', () => {
    const family = constantFamily({
      name: 'g',
      help: '',
      type: 'gauge',
      labelNames: ['a', 'b'],
      series: [
        { labels: { a: 'xy', b: 'z' }, value: 1 },
        { labels: { a: 'x', b: 'yz' }, value: 2 },
      ],
    });
    expect(page([family])).toBe('# TYPE g gauge\ng{a="xy",b="z"} 1\ng{a="x",b="yz"} 2\n# EOF\n');
  });
});
