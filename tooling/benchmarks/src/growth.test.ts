import { describe, expect, it } from 'vitest';
import { growthPicture, growthTables } from './growth-report.ts';
import { baseVariant, measureGrowth, type Line } from './growth.ts';
import type { Figure, RoundsOptions } from './rounds.ts';
import type { Runner } from './runners.ts';
import { fullSettings } from './settings.ts';
import { spreadOf } from './statistics.ts';

const runner = (name: string): Runner => ({
  name,
  command: () => [name],
});

/** Takes so many nanoseconds a series, or fails, or has nothing. */
const measured = async (speeds: Record<string, number | Figure>, caseId: string) => {
  const asked: RoundsOptions[] = [];
  const lines = await measureGrowth({
    caseId,
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    settings: fullSettings,
    rounds: 1,
    runners: Object.keys(speeds).map((name) => runner(name)),
    measure: async (options) => {
      asked.push(options);
      const { runners, settings } = options;
      return Object.fromEntries(
        runners.map(({ name }) => {
          const speed = speeds[name]!;
          const figure = typeof speed === 'number' ? spreadOf([speed * settings.series]) : speed;
          return [name, figure];
        }),
      );
    },
  });
  const sizesOf = (contender: string, variant: string): number[] | undefined =>
    lines
      .find((line) => line.contender === contender && line.variant === variant)
      ?.points.map(({ series }) => series);
  return { asked, lines, sizesOf };
};

const upTo10000 = [1_000, 10_000];

describe('measureGrowth', () => {
  it('measures Telltale at each size, and peers as far as they are quick enough', async () => {
    const { sizesOf } = await measured(
      { telltale: 1e5, quick: 1_000, slow: 1e5 },
      'page-all-changed',
    );
    expect(sizesOf('telltale', baseVariant)).toEqual([...upTo10000, 100_000, 1_000_000]);
    expect(sizesOf('telltale', 'floats')).toEqual([...upTo10000, 100_000, 1_000_000]);
    expect(sizesOf('quick', baseVariant)).toEqual([...upTo10000, 100_000, 1_000_000]);
    expect(sizesOf('quick', '5 labels')).toEqual(upTo10000);
    expect(sizesOf('slow', baseVariant)).toEqual([1_000, 10_000]);
  });

  it('goes no further with what failed, and shows nothing of what is not offered', async () => {
    const failed = { failed: 'out of memory' };
    const { sizesOf, lines } = await measured(
      { telltale: 1, broken: failed, without: 'not offered' },
      'page-all-changed',
    );
    expect(sizesOf('broken', baseVariant)).toEqual([1_000]);
    expect(lines.some(({ contender }) => contender === 'without')).toBe(false);
  });

  it('varies labels, values and numbers, where that makes a difference', async () => {
    const varied = async (caseId: string) => {
      const { asked } = await measured({ telltale: 1 }, caseId);
      return asked
        .filter(({ settings }) => settings.series === 1_000)
        .map(({ settings: { labels, values, numbers } }) => `${labels} ${values} ${numbers}`);
    };
    const common = ['3 ascii whole', '1 ascii whole', '2 ascii whole', '4 ascii whole'];
    const all = [...common, '5 ascii whole', '3 utf-8 whole'];
    expect(await varied('page-histograms')).toEqual(all);
    expect(await varied('page-protobuf')).toEqual([...all, '3 ascii float']);
  });
});

const lines: Line[] = [
  {
    caseId: 'page-all-changed',
    variant: baseVariant,
    contender: 'telltale',
    points: [
      { series: 1_000, figure: spreadOf([1e6]) },
      { series: 10_000, figure: spreadOf([1e7]) },
    ],
  },
  {
    caseId: 'page-all-changed',
    variant: baseVariant,
    contender: 'a <peer>',
    points: [{ series: 1_000, figure: { failed: 'out of memory' } }],
  },
];

it('shows a table for each page', () => {
  expect(growthTables(lines, [1_000, 10_000]).split('\n')).toEqual([
    '### Text page of counters, every value changed',
    '',
    '| series                         | contender | 1,000   | 10,000  |',
    '| ------------------------------ | --------- | ------- | ------- |',
    '| 3 labels, ASCII, whole numbers | telltale  | 1.00 ms | 10.0 ms |',
    '| 3 labels, ASCII, whole numbers | a <peer>  | failed  | –       |',
    '',
  ]);
});

it('draws ten times as much a decade further on both axes', () => {
  const picture = growthPicture(lines);
  const circles = [...picture.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="3"/g)];
  const [[left, bottom], [right, top]] = circles.map(([, x, y]) => [Number(x), Number(y)]) as [
    [number, number],
    [number, number],
  ];
  expect([left, right]).toEqual([60, 368]);
  expect([bottom, top]).toEqual([270, 34]);
  expect(picture).toContain('>1,000</text>');
  expect(picture).toContain('>10 ms</text>');
  expect(picture).toContain('>a &lt;peer></text>');
});
