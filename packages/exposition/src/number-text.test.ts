import { describe, expect, it } from 'vitest';
import { canonicalFloatText, goFloatText, valueText } from './number-text.ts';

describe('valueText', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-3, '-3'],
    [0.1, '0.1'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [2 ** 53, '9007199254740992'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('writes %s as %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});

/** What Go's client prints for the same doubles. */
const goFloats: readonly (readonly [value: number, go: string, canonical: string])[] = [
  [0, '0', '0.0'],
  [1, '1', '1.0'],
  [-1, '-1', '-1.0'],
  [0.25, '0.25', '0.25'],
  [2.5, '2.5', '2.5'],
  [100, '100', '100.0'],
  [102400, '102400', '102400.0'],
  [999999, '999999', '999999.0'],
  [1e6, '1e+06', '1e+06'],
  [1638400, '1.6384e+06', '1.6384e+06'],
  [26214400, '2.62144e+07', '2.62144e+07'],
  [1e10, '1e+10', '1e+10'],
  [1e100, '1e+100', '1e+100'],
  [0.0001, '0.0001', '0.0001'],
  [0.00011000000000000022, '0.00011000000000000022', '0.00011000000000000022'],
  [0.00001, '1e-05', '1e-05'],
  [-8.999999999999979e-5, '-8.999999999999979e-05', '-8.999999999999979e-05'],
  [1e-10, '1e-10', '1e-10'],
  [Infinity, '+Inf', '+Inf'],
  [-Infinity, '-Inf', '-Inf'],
  [NaN, 'NaN', 'NaN'],
];

describe('goFloatText', () => {
  it.each(goFloats)('writes %s as %s', (value, go) => {
    expect(goFloatText(value)).toBe(go);
  });
});

describe('canonicalFloatText', () => {
  it.each(goFloats)('writes %s, in Go %s, as %s', (value, _go, canonical) => {
    expect(canonicalFloatText(value)).toBe(canonical);
  });
});
