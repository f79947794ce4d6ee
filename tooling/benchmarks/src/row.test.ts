import { describe, expect, it } from 'vitest';
import type { Figure } from './rounds.ts';
import { ratioOf, type Row } from './row.ts';
import { median, spreadOf } from './statistics.ts';
import { comparisonTable, markdownTable, remarks } from './table.ts';

const row = (figures: Record<string, Figure>, others: Partial<Row> = {}): Row => ({
  id: 'inc',
  title: 'inc()',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 2,
  figures,
  ...others,
});

const measured = row({
  telltale: spreadOf([20, 10, 30]),
  slow: spreadOf([100]),
  'prom-client': spreadOf([50]),
  none: 'not offered',
  broken: { failed: 'out of memory' },
  client_golang: spreadOf([10]),
});

describe('median', () => {
  it('is the one in the middle, or between the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow('no values');
  });
});

describe('ratioOf', () => {
  it('divides the best peer in JavaScript by Telltale', () => {
    expect(ratioOf(measured)).toEqual({ ratio: 2.5, peer: 'prom-client' });
  });

  it('compares with client_golang where the row says so', () => {
    expect(ratioOf({ ...measured, against: 'client_golang' })).toEqual({
      ratio: 0.5,
      peer: 'client_golang',
    });
  });

  it('is undefined where either side is missing', () => {
    const { telltale, ...peers } = measured.figures;
    expect(ratioOf(row(peers))).toBeUndefined();
    expect(ratioOf(row({ telltale: telltale!, none: 'not offered' }))).toBeUndefined();
    expect(ratioOf(row({ ...peers, telltale: 'not offered' }))).toBeUndefined();
  });
});

describe('comparisonTable', () => {
  it('shows figures, ratio and accepted ratio of each row', () => {
    const memory = row(
      { telltale: spreadOf([400]), 'prom-client': spreadOf([200]) },
      { title: 'memory', unit: 'bytes', acceptedRatio: 0.8 },
    );
    expect(comparisonTable([measured, memory]).split('\n')).toEqual([
      '| case   | ratio | accepted |         | best peer   | telltale                     | slow   | prom-client | none | broken | client_golang |',
      '| ------ | ----- | -------- | ------- | ----------- | ---------------------------- | ------ | ----------- | ---- | ------ | ------------- |',
      '| inc()  | 2.50  | 2        | reached | prom-client | 20.0 ns (10.0 ns to 30.0 ns) | 100 ns | 50.0 ns     | –    | failed | 10.0 ns       |',
      '| memory | 0.50  | 0.8      | BELOW   | prom-client | 400 B                        | –      | 200 B       | –    | –      | –             |',
      '',
    ]);
  });

  it('escapes what would end a cell', () => {
    expect(markdownTable(['a|b'], [])).toBe('| a\\|b |\n| ---- |\n');
  });
});

describe('remarks', () => {
  it('names the rows that are below, not compared or failed', () => {
    expect(remarks([measured, row(measured.figures, { acceptedRatio: 3 }), row({})])).toEqual([
      'Failed: inc(), broken: out of memory',
      'Below the accepted ratio: inc(): 2.50 instead of 3 (against prom-client).',
      'Failed: inc(), broken: out of memory',
      'Not compared: inc().',
    ]);
  });

  it('says so where there is nothing to say', () => {
    const { telltale, slow } = measured.figures;
    expect(remarks([row({ telltale: telltale!, slow: slow! })])).toEqual([
      'Every row reaches the accepted ratio.',
    ]);
  });
});
