import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseCursor } from './parse-cursor.ts';
import { LabelReader } from './parse-labels.ts';

/** The labels of each line, which begins with the name of a metric. */
function labelsOf(page: string) {
  const cursor = new ParseCursor(page, { isLoose: true });
  const reader = new LabelReader(cursor);
  const read = [];
  while (!cursor.isAtEnd()) {
    read.push(reader.read(cursor.metricName()));
    cursor.nextLine();
  }
  return read;
}

const objectsOf = (page: string): Record<string, string>[] =>
  labelsOf(page).map(({ names, values }) =>
    Object.fromEntries(names.list.map((name, at) => [name, values[at] ?? ''])),
  );

describe('the label reader', () => {
  it('gives the same object where families have the same series in the same order', () => {
    const [a1, a2, a3, b1, b2, b3, c1, c2, c3] = labelsOf(
      ['a', 'b', 'c'].flatMap((name) => [1, 2, 3].map((x) => `${name}{x="${x}"}\n`)).join(''),
    );
    expect([b1, b2, b3]).toEqual([a1, a2, a3]);
    expect(b1).toBe(a1);
    expect(b2).toBe(a2);
    expect(b3).toBe(a3);
    expect([c1 === a1, c2 === a2, c3 === a3]).toEqual([true, true, true]);
  });

  it('goes on so after a series that is missing, or one that is there besides', () => {
    const [, , c, , missed, , , again] = labelsOf(
      'a{x="1"}\na{x="2"}\na{x="3"}\nb{x="1"}\nb{x="3"}\nc{x="1"}\nc{x="new"}\nc{x="3"}\n',
    );
    expect(missed).toBe(c);
    expect(again).toBe(c);
  });

  it('does not take the beginning of other labels for what it knows', () => {
    expect(objectsOf('a{x="1"}\na{x="12"}\nb{x="1"}\nb{x="1",y="2"}\nb{x="1"}\n')).toEqual([
      { x: '1' },
      { x: '12' },
      { x: '1' },
      { x: '1', y: '2' },
      { x: '1' },
    ]);
  });

  it('leaves out a label, and the same again in another family', () => {
    const [first, second] = labelsOf('a{x="1",le="2"}\nb{x="1",le="2"}\n');
    expect(first?.without('le').rest.names.list).toEqual(['x']);
    expect(first?.without('le')).toMatchObject({ value: '2', rest: { values: ['1'] } });
    expect(first?.without('x')).toMatchObject({ value: '1', rest: { values: ['2'] } });
    expect(first?.without('y')).toEqual({ value: undefined, rest: first });
    expect(second?.without('le')).toMatchObject({ value: '2', rest: { values: ['1'] } });
  });

  it('reads each line as if it stood alone, whatever came before', () => {
    const label = fc.tuple(
      fc.constantFrom('x', 'y', 'le'),
      fc.constantFrom('', '1', '2', '}', '\\"'),
    );
    const line = fc
      .tuple(fc.constantFrom('a', 'ab', 'b'), fc.uniqueArray(label, { selector: ([name]) => name }))
      .map(
        ([name, labels]) =>
          `${name}{${labels.map(([one, value]) => `${one}="${value}"`).join()}}\n`,
      );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(objectsOf(lines.join(''))).toEqual(lines.flatMap(objectsOf));
      }),
    );
  });
});
