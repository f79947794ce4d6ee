import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { JsonOptions } from './json-options.ts';
import type { JsonQuery } from './json-query.ts';
import { jsonSource } from './json-source.ts';

const { signal } = new AbortController();

describe('jsonSource refuses', () => {
  it.each([
    [1, 'the options is 1, expected an object.'],
    [{ uri: 'x' }, /^jsonSource: there is no uri in the options\. Known: url, headers/],
    [{ url: 'example.org' }, 'url has to be a URL that begins with http: or https:.'],
    [{ url: 'ftp://hunter2' }, 'url has to be a URL that begins'],
    [
      { url: 'http://u:hunter2@x' },
      'url has a user name or password in it. Give them as basicAuth.',
    ],
    [{ url: 'http://x', lookup: '::1' }, 'lookup is "::1", expected a function.'],
    [{ headers: [] }, 'headers is an array, expected an object.'],
    [{ headers: { 'a b': 'x' } }, 'headers has the name "a b", which no header can have.'],
    [{ headers: { a: 'hunter2\n' } }, 'headers: a has to be a string that a header can have.'],
    [{ headers: { Host: 'x' } }, 'headers has the header Host, which the request gives itself.'],
    [
      { secretHeaders: { a: 1 } },
      'secretHeaders: a has to be a string, or a function that returns one.',
    ],
    [
      { basicAuth: { username: 'a:b', password: 'hunter2' } },
      'basicAuth.username is "a:b", expected a string without a colon.',
    ],
    [{ basicAuth: { username: 'a' } }, 'basicAuth.password has to be a string, or a function'],
    [{ bearerToken: 1 }, 'bearerToken has to be a string, or a function that returns one.'],
    [
      { bearerToken: 'hunter2', headers: { authorization: 'x' } },
      'give one of basicAuth, bearerToken and a header Authorization.',
    ],
    [{ tls: { cafile: 'x' } }, 'there is no cafile in tls. Known: ca, cert, key'],
    [{ maxRedirects: -1 }, 'maxRedirects is -1, expected a whole number from 0'],
    [{ maxBytes: 0 }, 'maxBytes is 0, expected a whole number from 1'],
    [{ timeoutMs: 1.5 }, 'timeoutMs is 1.5, expected a whole number from 1'],
    [{ maxConnections: '2' }, 'maxConnections is "2", expected a whole number from 1'],
  ])('the options %j', (options, message) => {
    const given = typeof options === 'object' ? { url: 'http://x', ...options } : options;
    let error: unknown;
    try {
      jsonSource(given as JsonOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error).message).toMatch(message);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/Error: [^]*hunter2/);
  });

  it.each([
    [{ path: '$' }, 'there is no path in the query. Known: url, method, body'],
    [{ method: 'PUT' }, `method is "PUT", expected 'GET' or 'POST'.`],
    [{ method: 'GET', body: 'x' }, 'a GET has no body.'],
    [{ body: 1n }, 'body is 1, which cannot be written as JSON.'],
    [{ body: () => 1 }, 'body is a function, which cannot be written as JSON.'],
    [{ headers: { a: 1 } }, 'headers of the query: a has to be a string'],
    [{ statuses: [99] }, 'statuses has to be an array of whole numbers from 200 to 599.'],
    [{ url: 'http://' }, 'url of the query has to be a URL, or what is relative to one.'],
    [{ url: 'http://y/' }, 'url of the query has to be at http://x, as that of the source'],
    [{ url: '//y/' }, 'url of the query has to be at http://x'],
    [{ url: 'https://x/' }, 'url of the query has to be at http://x'],
    [{ rows: 'items' }, 'rows is "items", expected a JSONPath, which begins with $.'],
    [{ rows: undefined }, 'rows is undefined, expected a JSONPath, such as "$.items[*]".'],
    [{ rows: '$.a[' }, 'rows is no JSONPath of RFC 9535: '],
    [{ rows: '$[?nope(@)]' }, /rows is no JSONPath of RFC 9535: .*nope/],
    [{ columns: ['$'] }, 'columns is an array, expected an object.'],
    [{ columns: { a: '.b' } }, 'columns.a is ".b", expected a JSONPath, which begins with $.'],
    [{ columns: {} }, 'columns has to have at least one column.'],
    [{ documentColumns: { n: '$' } }, 'the column "n" is there twice.'],
    [{ keyColumn: 'n' }, 'the column "n" is there twice.'],
    [{ keyColumn: '' }, 'keyColumn is "", expected the name of a column.'],
  ])('the query %o', async (query, message) => {
    const given = { rows: '$', columns: { n: '$' }, ...query } as unknown as JsonQuery;
    const asked = jsonSource({ url: 'http://x/' }).query(given, { signal });
    await expect(asked).rejects.toThrow(message);
  });
});
