import { describe, expect, it } from 'vitest';
import { execCollector, type ExecCollectorOptions } from './exec-collector.ts';
import type { ExecOptions } from './exec-options.ts';
import type { ExecQuery } from './exec-query.ts';
import { execSource } from './exec-source.ts';

const { signal } = new AbortController();

describe('execSource refuses', () => {
  it.each([
    [1, 'the options are 1, expected an object.'],
    [{ timeout: 1 }, /^execSource: there is no option timeout\. Known: cwd, env/],
    [{ cwd: '' }, 'cwd is "", expected the path of a folder.'],
    [{ env: [] }, 'env is an array, expected an object { NAME: value }.'],
    [{ env: { 'A=B': '' } }, 'env has the name "A=B", which no variable can have.'],
    [{ secretEnv: { A: 1 } }, 'secretEnv.A has to be a string without NUL.'],
    [
      { secretEnv: { A: 'hunter2\0' } },
      /^execSource: secretEnv\.A has to be a string without NUL\.$/,
    ],
    [{ passEnv: 'PATH' }, 'passEnv has to be an array of names of variables.'],
    [{ timeoutMs: 0 }, 'timeoutMs is 0, expected a whole number from 1 to 2147483647.'],
    [{ killGraceMs: -1 }, 'killGraceMs is -1, expected a whole number from 0'],
    [{ maxOutputBytes: 1.5 }, 'maxOutputBytes is 1.5, expected a whole number from 1'],
    [{ maxConcurrent: '1' }, 'maxConcurrent is "1", expected a whole number from 1'],
  ])('the options %j', (options, message) => {
    expect(() => execSource(options as ExecOptions)).toThrow(message);
  });

  it.each([
    [null, 'the query is null, expected { command, format }.'],
    [
      { format: 'xml' },
      'format is "xml", expected one of json, csv, lines, exit; for execCollector also exposition.',
    ],
    [{ format: 'json', delimiter: ';' }, 'a query with the format json has no delimiter.'],
    [
      { command: 'df -P' },
      /^execSource: command is "df -P", expected an array of the program and its arguments/,
    ],
    [{ command: [] }, 'command is an array, expected an array of the program'],
    [{ command: ['a', 1] }, 'command[1] has to be a string without NUL.'],
    [
      { command: ['a', 'hunter2\0'] },
      /^execSource: command\[1\] has to be a string without NUL\.$/,
    ],
    [{ exitCodes: [] }, "exitCodes has to be an array of whole numbers from 0 to 255, or 'any'."],
    [{ exitCodes: [256] }, 'exitCodes has to be'],
    [{ format: 'csv', delimiter: '' }, 'delimiter is "", expected a string.'],
    [{ format: 'csv', columns: ['a', 'a'] }, 'columns has to be an array of names that differ.'],
    [
      { format: 'lines', pattern: 'a' },
      'pattern has no named group, (?<name>…), and so makes no column.',
    ],
    [{ format: 'lines', pattern: '(?<a>' }, 'pattern is no regular expression of RE2: '],
    [{ format: 'lines', pattern: 1 }, 'pattern is 1, expected a regular expression.'],
    [
      { format: 'lines', pattern: '(?<a>.)', unmatched: 'x' },
      "unmatched is \"x\", expected 'skip' or 'error'.",
    ],
  ])('the query %j', async (query, message) => {
    const given = query === null ? null : { command: ['true'], format: 'json', ...query };
    await expect(execSource().query(given as unknown as ExecQuery, { signal })).rejects.toThrow(
      message,
    );
  });
});

describe('execCollector refuses', () => {
  it.each([
    [{ command: 'x' }, {}, 'command is "x", expected an array'],
    [{ contentType: 'text/html' }, {}, /text\/html/],
    [{ contentType: 1 }, {}, 'execCollector: contentType is 1, expected a string.'],
    [
      { pattern: 'x' },
      {},
      'execCollector: the query of x has no option pattern. Known with exposition:',
    ],
    [{}, { name: '' }, 'execCollector: name is "", expected a non-empty string.'],
    [{}, { source: { query: () => 1 } }, 'the source of x has to be what execSource() returned'],
    [{}, { source: { interval: 1 } }, 'there is no option interval.'],
    [{}, { metrics: [] }, 'execCollector: x has no option metrics. Known with exposition: name'],
    [{ format: 'lines' }, {}, 'pattern is undefined, expected a regular expression.'],
    [{ format: 'json' }, {}, 'x: metrics has to be an array of at least one metric.'],
  ])('%j, %j', (query, options, message) => {
    const given = {
      name: 'x',
      query: { command: ['true'], format: 'exposition', ...query },
      ...options,
    } as unknown as ExecCollectorOptions;
    expect(() => execCollector(given)).toThrow(message);
  });
});
