import { describe, expect, it } from 'vitest';
import { isExact, numberOf } from './cell-number.ts';
import type { Cell } from './row.ts';

describe('numberOf', () => {
  it.each<[Exclude<Cell, null>, number | undefined]>([
    [1.5, 1.5],
    [NaN, NaN],
    [-Infinity, -Infinity],
    [true, 1],
    [false, 0],
    [9007199254740993n, 9007199254740992],
    [-7n, -7],
    [10n ** 400n, undefined],
    ['12', 12],
    [' -12.50 ', -12.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['1e400', undefined],
    ['NaN', NaN],
    ['nan', NaN],
    ['Infinity', Infinity],
    ['-inf', -Infinity],
    ['+Inf', Infinity],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['0x10', undefined],
    ['1,000', undefined],
    ['1 2', undefined],
    ['twelve', undefined],
    [new Date('2024-01-31T10:00:00.250Z'), 1706695200.25],
    [new Date(NaN), undefined],
    [Uint8Array.of(1), undefined],
  ])('of %o is %s', (cell, expected) => {
    expect(numberOf(cell)).toBe(expected);
  });
});

describe('isExact', () => {
  it.each<[Exclude<Cell, null>, boolean]>([
    [9007199254740992n, true],
    [9007199254740993n, false],
    [-9007199254740993n, false],
    ['9007199254740993', false],
    ['9007199254740992', true],
    ['-9007199254740993.000', false],
    ['0.1', true],
    // The result of a division, which has no last digit that somebody meant.
    ['3.3333333333333333', true],
    // Money, down to the cent.
    ['1234567890123456.12', false],
    ['123456789012.56', true],
    ['-000123456789012.560', true],
    // Nothing behind the point is left of it.
    ['90071992547409931.1234567', false],
    ['1.5e300', true],
    ['NaN', true],
    [0.1, true],
    [true, true],
  ])('of %s is %s', (cell, expected) => {
    expect(isExact(cell, numberOf(cell) ?? 0)).toBe(expected);
  });
});
