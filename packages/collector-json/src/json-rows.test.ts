import { describe, expect, it } from 'vitest';
import type { JsonQuery } from './json-query.ts';
import { jsonSource } from './json-source.ts';
import { TestServer } from './test-server.ts';

const { signal } = new AbortController();

const disks = {
  region: 'eu',
  disks: [
    { name: 'sda', space: { free: 5, total: 10 }, tags: ['a'] },
    { name: 'sdb', space: { free: 0.1 } },
  ],
  pools: { fast: { n: 1 }, slow: { n: 2 } },
};

async function rows(query: JsonQuery, body: unknown = disks) {
  await using server = await TestServer.answering(
    typeof body === 'string' ? body : JSON.stringify(body),
  );
  const source = jsonSource({ url: server.url });
  const found = await source.query(query, { signal });
  return found.map((row) => ({ ...row }));
}

describe('jsonSource finds', () => {
  it('rows, and their columns', async () => {
    const columns = {
      disk: '$.name',
      free: '$.space.free',
      total: '$.space.total',
      tags: '$.tags',
    };
    expect(await rows({ rows: '$.disks[*]', columns })).toEqual([
      { disk: 'sda', free: 5, total: 10, tags: '["a"]' },
      { disk: 'sdb', free: 0.1, total: null, tags: null },
    ]);
  });

  it('columns of the whole answer, and where the row was', async () => {
    const query: JsonQuery = {
      rows: '$.pools.*',
      columns: { n: '$.n' },
      documentColumns: { region: '$.region', zone: '$.zone' },
      keyColumn: 'pool',
    };
    expect(await rows(query)).toEqual([
      { region: 'eu', zone: null, n: 1, pool: 'fast' },
      { region: 'eu', zone: null, n: 2, pool: 'slow' },
    ]);
    expect(await rows({ rows: '$.disks[*]', columns: {}, keyColumn: 'index' })).toEqual([
      { index: 0 },
      { index: 1 },
    ]);
  });

  it('one row, values that are rows themselves, and none', async () => {
    expect(await rows({ rows: '$', columns: { region: '$.region' }, keyColumn: 'key' })).toEqual([
      { region: 'eu', key: null },
    ]);
    expect(await rows({ rows: '$..n', columns: { n: '$' } })).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await rows({ rows: '$.none[*]', columns: { n: '$' } })).toEqual([]);
  });

  it('numbers as they are written, and compares them in filters', async () => {
    const body =
      '[{"n":9007199254740993,"x":1},{"n":18446744073709551615,"x":2},{"n":-5,"x":1e400},{"n":0.10,"x":null}]';
    const columns = { n: '$.n', x: '$.x' };
    expect(await rows({ rows: '$[*]', columns }, body)).toEqual([
      { n: 9007199254740993n, x: 1 },
      { n: 18446744073709551615n, x: 2 },
      { n: -5, x: '1e400' },
      { n: 0.1, x: null },
    ]);
    expect(await rows({ rows: '$[?@.n > 9007199254740000]', columns }, body)).toEqual([
      { n: 9007199254740993n, x: 1 },
      { n: 18446744073709551615n, x: 2 },
    ]);
    const nested = { n: '$[?@ > 9007199254740000]' };
    expect(await rows({ rows: '$[1]', columns: nested }, body)).toEqual([
      { n: 18446744073709551615n },
    ]);
  });

  it('by regular expressions in linear time', async () => {
    const body = [{ a: `${'a'.repeat(50_000)}b` }, { a: 'aaa' }];
    const columns = { a: '$.a' };
    expect(await rows({ rows: '$[?match(@.a, "(a+)+")]', columns }, body)).toEqual([{ a: 'aaa' }]);
    expect(await rows({ rows: '$[?search(@.a, "a$")]', columns }, body)).toEqual([{ a: 'aaa' }]);
    await expect(rows({ rows: '$[?match(@.a, "(")]', columns }, body)).rejects.toThrow(
      /\$\[\?match\(@\.a, "\("\)\]: match\(\) has no regular expression of RE2: /,
    );
  });

  it('keys that objects have', async () => {
    const body = '[{"__proto__":{"n":1},"constructor":2}]';
    const columns = { a: '$["__proto__"].n', b: '$["constructor"]', c: '$["toString"]' };
    expect(await rows({ rows: '$[*]', columns, keyColumn: '__proto__' }, body)).toEqual([
      { a: 1, b: 2, c: null, ['__proto__']: 0 },
    ]);
  });

  it('one value for a cell, or says that there are several', async () => {
    const query: JsonQuery = { rows: '$.pools', columns: { n: '$.*.n' } };
    await expect(rows(query)).rejects.toMatchObject({
      name: 'JsonError',
      reason: 'path',
      message: expect.stringMatching(
        /^GET http:\/\/127\.0\.0\.1:\d+\/: columns\.n: \$\.\*\.n finds 2 values in \$\["pools"\], expected one\. /,
      ) as string,
    });
  });
});
