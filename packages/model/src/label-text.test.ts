import { describe, expect, it } from 'vitest';
import { MetricError } from './errors.ts';
import { labelText } from './label-text.ts';

describe('labelText', () => {
  it('keeps strings and writes numbers and booleans as strings', () => {
    expect(labelText('m', 'l', '')).toBe('');
    expect(labelText('m', 'l', 'GET')).toBe('GET');
    expect(labelText('m', 'l', 200)).toBe('200');
    expect(labelText('m', 'l', -0.5)).toBe('-0.5');
    expect(labelText('m', 'l', NaN)).toBe('NaN');
    expect(labelText('m', 'l', true)).toBe('true');
  });

  it('writes half a surrogate pair as U+FFFD, as a page would', () => {
    expect(labelText('m', 'l', 'a\ud800')).toBe('a\ufffd');
    expect(labelText('m', 'l', '\udfff')).toBe('\ufffd');
    expect(labelText('m', 'l', '\u{1f375}')).toBe('\u{1f375}');
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
    [['GET'], 'an array'],
    [() => 'GET', 'a function'],
    [7n, '7'],
    [Symbol('GET'), 'Symbol(GET)'],
  ])('refuses %o', (value, shown) => {
    expect(() => labelText('requests_total', 'method', value)).toThrow(
      new MetricError(
        'INVALID_LABELS',
        `requests_total: label "method" is ${shown}, expected a string, number or boolean.`,
        { metric: 'requests_total' },
      ),
    );
  });
});
