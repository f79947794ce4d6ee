import { describe, expect, it } from 'vitest';
import { describeCell, labelOf } from './cell-text.ts';
import type { Cell } from './row.ts';

describe('labelOf', () => {
  it.each<[Cell | undefined, string | undefined]>([
    ['text', 'text'],
    ['half \ud800', 'half \ufffd'],
    [null, ''],
    [undefined, ''],
    [1.5, '1.5'],
    [18446744073709551615n, '18446744073709551615'],
    [true, 'true'],
    [new Date('2024-01-31T10:00:00Z'), '2024-01-31T10:00:00Z'],
    [new Date('2024-01-31T10:00:00.120Z'), '2024-01-31T10:00:00.12Z'],
    [new Date(NaN), undefined],
    [Uint8Array.of(0, 255, 16), '00ff10'],
  ])('of %o is %s', (cell, expected) => {
    expect(labelOf(cell)).toBe(expected);
  });
});

describe('describeCell', () => {
  it.each<[Cell | undefined, string]>([
    ['it "is"', '"it \\"is\\""'],
    ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
    [null, 'NULL'],
    [12n, '12'],
    [new Date('2024-01-31T10:00:00Z'), '2024-01-31T10:00:00Z'],
    [new Date(NaN), 'an invalid date'],
    [Uint8Array.of(1, 2), 'binary data of 2 bytes'],
  ])('of %o is %s', (cell, expected) => {
    expect(describeCell(cell)).toBe(expected);
  });
});
