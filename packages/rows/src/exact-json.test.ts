import { describe, expect, it } from 'vitest';
import { parseExactJson } from './exact-json.ts';

describe('parseExactJson', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-18446744073709551615', -18446744073709551615n],
    ['0.1', 0.1],
    ['-0', -0],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['12345678901234567890.5', Number('12345678901234567890.5')],
    ['"9007199254740993"', '9007199254740993'],
    ['[null,true,{"a":9007199254740993}]', [null, true, { a: 9007199254740993n }]],
  ])('reads %s', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it('keeps a key that objects have', () => {
    const value = parseExactJson('{"__proto__":{"a":1},"b":2}');
    expect(Object.entries(value ?? {})).toEqual([
      ['__proto__', { a: 1 }],
      ['b', 2],
    ]);
  });

  it.each([
    ['{"a": hunter2}', "Unexpected token 'h' in JSON"],
    [
      'hunter2"\n"hunter2, hunter2 and much more than is shown of it',
      "Unexpected token 'h' in JSON",
    ],
    ['{"a": 1,\n hunter2', /^Expected double-quoted property name in JSON at position 10/],
    ['"hunter2', /^Unterminated string in JSON at position 8/],
    ['', 'Unexpected end of JSON input'],
  ])('says what is wrong with %j, and nothing of its text', (text, message) => {
    expect(() => parseExactJson(text)).toThrow(message);
    expect(() => parseExactJson(text)).not.toThrow(/unter2/);
  });

  it.each(['', '{', '[1,]', 'NaN', '01'])('refuses %j', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});
