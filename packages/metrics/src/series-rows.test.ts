import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesRows } from './series-rows.ts';

const names = ['a', 'b', 'c'];
const value = fc.constantFrom('', 'x', 'y', 'x|y', '__proto__', 'constructor');
const values = fc.tuple(value, value, value);
const orders = [
  [0, 1, 2],
  [2, 1, 0],
  [1, 2, 0],
];

/** The row of these values, made where there is none. */
function add(series: SeriesRows, values: readonly string[]): number {
  const row = series.get(values, true);
  return row < 0 ? series.append() : row;
}

/** The rows as lists of values, in the order of the rows. */
function rowsOf(series: SeriesRows): (readonly string[])[] {
  return Array.from({ length: series.size }, (_, row) => series.columns.at(row));
}

describe('SeriesRows', () => {
  it('holds what a list would, looked up by values and by names in any order', () => {
    const step = fc.record({
      values,
      action: fc.constantFrom('add', 'add', 'take out', 'read'),
      order: fc.constantFrom(...orders),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const series = new SeriesRows(names);
        const expected: (readonly string[])[] = [];
        const readings: { read: () => unknown; expected: unknown }[] = [];
        for (const { values: given, action, order } of steps) {
          const labels = Object.fromEntries(
            order.map((at) => [names[at] as string, given[at]] as const),
          );
          const known = expected.findIndex((row) => String(row) === String(given));
          const found = [series.get(given), series.find(labels)];
          if (known >= 0) expect(found).toEqual([known, known]);
          else expect(Math.max(...found)).toBeLessThan(0);
          if (action === 'add') {
            const row = add(series, given);
            if (known < 0) expected.push(given);
            expect(row).toBe(known < 0 ? expected.length - 1 : known);
          } else if (action === 'take out' && known >= 0) {
            series.takeOut(known);
            const last = expected.pop() as readonly string[];
            if (known < expected.length) expected[known] = last;
          } else if (action === 'read') {
            const rows = series.read();
            const { size } = series;
            const read = () => Array.from({ length: size }, (_, row) => rows.at(row));
            readings.push({ read, expected: [...expected] });
          }
          expect(rowsOf(series)).toEqual(expected);
        }
        // What was read stays as it was.
        for (const { read, expected: then } of readings) expect(read()).toEqual(then);
      }),
      { numRuns: 500 },
    );
  });

  it('finds each of very many rows, after half of them were taken out, too', () => {
    const series = new SeriesRows(['a', 'b']);
    const all = Array.from({ length: 20_000 }, (_, at) => [`a${at % 150}`, `b${at}`]);
    for (const [row, labels] of all.entries()) expect(add(series, labels)).toBe(row);
    for (const [row, labels] of all.entries()) expect(series.get(labels)).toBe(row);
    for (let row = 10_000; row-- > 0;) series.takeOut(row);
    const left = rowsOf(series);
    expect(new Set(left.map(String))).toEqual(new Set(all.slice(10_000).map(String)));
    for (const [row, labels] of left.entries()) expect(series.get(labels)).toBe(row);
  });

  it('forgets the words of rows that were taken out', () => {
    const series = new SeriesRows(['a']);
    for (let at = 0; at < 10_000; at++) {
      add(series, [`number-${at}`]);
      if (at >= 10) series.takeOut(0);
    }
    expect(series.size).toBe(10);
    expect(series.read().words[0]?.length).toBeLessThan(100);
  });

  it.each([8191, 8192, 8193])(
    'is not laid out anew at every change where it has %i rows',
    (size) => {
      const series = new SeriesRows(['a']);
      for (let at = 0; at < size; at++) add(series, [`number-${at}`]);
      let layouts = 0;
      for (let at = 0; at < 1000; at++) {
        const { words } = series.read();
        series.takeOut(at);
        add(series, [`other-${at}`]);
        if (series.read().words !== words) layouts++;
      }
      expect(layouts).toBeLessThanOrEqual(1);
    },
  );

  it('gives back the memory of rows that were taken out while a reading had them', () => {
    const series = new SeriesRows(['a']);
    for (let at = 0; at < 10_000; at++) add(series, [`number-${at % 100}-${at}`]);
    for (let row = 9_999; row >= 10; row--) series.takeOut(row);
    series.read();
    series.takeOut(0);
    const { numbers, starts } = series.read();
    expect([numbers.length, starts.length]).toEqual([10, 10]);
  });

  it('has a row for labels that were not found and all known', () => {
    const series = new SeriesRows(['a', 'b']);
    add(series, ['x', 'y']);
    add(series, ['y', 'x']);
    expect(series.find({ a: 'x', b: 'x' })).toBe(-1);
    expect(series.append()).toBe(2);
    expect(series.find({ b: 'x', a: 'x' })).toBe(2);
    expect(series.columns.at(2)).toEqual(['x', 'x']);
  });

  it('gives the same rows as long as none is taken out', () => {
    const series = new SeriesRows(['a']);
    add(series, ['x']);
    const rows = series.read();
    for (const at of [1, 2, 3, 4, 5]) add(series, [`${at}`]);
    expect(series.read()).toBe(rows);
    expect(rows.at(5)).toEqual(['5']);
    series.takeOut(5);
    expect(series.read()).not.toBe(rows);
    add(series, ['y']);
    expect(rows.at(5)).toEqual(['5']);
  });

  it.each([
    ['too few', { a: 'x', b: 'y' }],
    ['one too many', { a: 'x', b: 'y', c: 'z', d: '' }],
    ['one too many, in front', { d: '', a: 'x', b: 'y', c: 'z' }],
    ['another name', { a: 'x', b: 'y', d: 'z' }],
    ['a number', { a: 'x', b: 'y', c: 1 }],
    ['inherited ones', Object.create({ a: 'x', b: 'y', c: 'z' }) as Record<string, unknown>],
    ['none', {}],
  ])('finds nothing by %s, and says that they may be wrong', (_, labels) => {
    const series = new SeriesRows(names);
    add(series, ['x', 'y', 'z']);
    expect(series.find({ a: 'x', b: 'y', c: 'z' })).toBe(0);
    expect(series.find(labels)).toBe(-2);
  });

  it('holds one row without names', () => {
    const series = new SeriesRows([]);
    expect(series.get([])).toBeLessThan(0);
    expect(add(series, [])).toBe(0);
    expect(series.get([])).toBe(0);
    series.takeOut(0);
    expect(series.get([])).toBeLessThan(0);
    for (let times = 0; times < 9; times++) {
      expect(add(series, [])).toBe(0);
      series.takeOut(0);
    }
    expect(series.size).toBe(0);
  });
});
