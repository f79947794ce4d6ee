import { describe, expect, it } from 'vitest';
import { negotiateCoding } from './accept-encoding.ts';

describe('negotiateCoding', () => {
  it.each([
    ['no header', undefined, undefined],
    ['an empty header', '', undefined],
    ["Prometheus' header", 'gzip', 'gzip'],
    ["curl's header", 'deflate, gzip, br, zstd', 'zstd'],
    ['the old name of gzip', 'x-gzip', 'gzip'],
    ['names in capitals', 'GZIP', 'gzip'],
    ['weights', 'zstd;q=0.5, gzip;q=0.8', 'gzip'],
    ['weights with spaces', 'zstd ; q=0.5 , gzip ; q=0.8', 'gzip'],
    ['equal weights', 'gzip;q=0.8, zstd;q=0.8', 'zstd'],
    ['a refusal', 'gzip;q=0', undefined],
    ['a refusal written long', 'gzip;q=0.000', undefined],
    ['a refusal beside a wildcard', '*, zstd;q=0', 'gzip'],
    ['a refused wildcard', '*;q=0', undefined],
    ['a wildcard', '*', 'zstd'],
    ['identity liked better', 'identity, gzip;q=0.5', undefined],
    ['identity liked as well', 'identity, gzip', 'gzip'],
    ['identity liked less', 'identity;q=0.5, gzip', 'gzip'],
    ['only codings that nobody makes', 'br, deflate', undefined],
    ['a weight that is no number', 'gzip;q=high', undefined],
    ['separators and nothing between', ' , ;q=1, ;', undefined],
  ])('understands %s', (_, header, coding) => {
    expect(negotiateCoding(header, ['zstd', 'gzip'])).toBe(coding);
  });

  it('takes none where none can be made', () => {
    expect(negotiateCoding('gzip, zstd, *', [])).toBeUndefined();
  });
});
