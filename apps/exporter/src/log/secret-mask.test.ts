import { describe, expect, it } from 'vitest';
import { SecretMask } from './secret-mask.ts';

describe('a secret that is a URL', () => {
  it.each([
    ['as it is', 'https://example.org/token-1/api?key=2', 'https://example.org/token-1/api?key=2'],
    [
      'without its query',
      'https://example.org/token-1/api?key=2',
      'https://example.org/token-1/api',
    ],
    ['as the folder of others', 'https://example.org/token-1/api', 'https://example.org/token-1'],
    [
      'in the form of URLs',
      'HTTPS://EXAMPLE.org:443/token-1/a b',
      'https://example.org/token-1/a%20b',
    ],
    ['as the password in it', 'postgres://shop:pass%20word@db.test/shop', 'pass word'],
    ['as the user in it, quoted', 'postgres://shop:p@db.test/shop', '"shop"'],
    ["as the user in it, in MySQL's quotes", 'mysql://shop@db.test/shop', "'shop'"],
    ['as the user at its host', 'postgres://sh%20op@db.test/shop', 'sh%20op@db.test'],
    ['as the password as it is written', 'redis://shop:pass%20word@db.test', 'pass%20word'],
  ])('is hidden %s', (_how, secret, text) => {
    expect(new SecretMask([secret]).mask(`GET ${text}: no`)).toBe('GET <secret>: no');
  });

  it('leaves what is no part of it', () => {
    const { mask } = new SecretMask(['https://example.org/token-1', 'mysql://u:p@db.test/shop']);
    expect(mask('https://example.org/status of orders/shop')).toBe(
      'https://example.org/status of orders/shop',
    );
  });
});
