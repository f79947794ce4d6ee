import { describe, expect, it } from 'vitest';
import { numberAt, numberOfLine } from './proc-text.ts';

describe('numberAt', () => {
  it.each([
    ['0', 0],
    ['1024 files', 1024],
    ['77\n', 77],
    ['18446744073709551615\n', 2 ** 64],
    ['9007199254740993', 9_007_199_254_740_992],
  ])('reads %j', (text, value) => {
    expect(numberAt(text, 0)).toBe(value);
  });

  it.each(['', ' 1', 'unlimited', '-1', '12x', '1.5'])('finds none in %j', (text) => {
    expect(numberAt(text, 0)).toBeUndefined();
  });
});

describe('numberOfLine', () => {
  const text = 'Name:\tVmRSS: 1\nVmRSS:\t   86016 kB\nVmLib:\t\n';

  it('reads behind the word that begins a line, and nowhere else', () => {
    expect(numberOfLine(text, 'VmRSS:')).toBe(86_016);
    expect(numberOfLine(text, 'RSS:')).toBeUndefined();
  });

  it('finds none where nothing stands behind the word', () => {
    expect(numberOfLine(text, 'VmLib:')).toBeUndefined();
  });
});
