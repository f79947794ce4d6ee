import { describe, expect, it } from 'vitest';
import type { LogfileCollectorOptions } from './logfile-collector.ts';
import { logfileCollector } from './logfile-collector.ts';

const metric = { type: 'counter', name: 'a_total', help: 'A.', pattern: 'a(?<x>.)' };

function refusal(change: Readonly<Record<string, unknown>>): string {
  try {
    logfileCollector({
      path: '/nonexistent',
      metrics: [metric],
      ...change,
    } as unknown as LogfileCollectorOptions);
  } catch (error) {
    return (error as Error).message.replace('logfileCollector: ', '');
  }
  return 'taken';
}

describe('logfileCollector refuses', () => {
  it.each([
    [{ file: 'x' }, /^there is no option file\. Known: path, metrics, start/],
    [{ path: '' }, 'path is "", expected the path of a file.'],
    [{ path: undefined }, 'path is undefined, expected the path of a file.'],
    [{ metrics: [] }, 'metrics is an array, expected an array of at least one metric.'],
    [{ start: 'middle' }, `start is "middle", expected 'beginning' or 'end'.`],
    [{ encoding: 'utf-16' }, `encoding is "utf-16", expected 'utf-8' or 'latin1'.`],
    [{ maxLineBytes: 0 }, 'maxLineBytes is 0, expected a whole number of bytes above 0.'],
    [
      { maxBytesPerScrape: 1.5 },
      'maxBytesPerScrape is 1.5, expected a whole number of bytes above 0.',
    ],
    [{ rotationWaitMs: NaN }, 'rotationWaitMs is NaN, expected 0 or more milliseconds.'],
    [{ maxReadMs: '1' }, 'maxReadMs is "1", expected 0 or more milliseconds.'],
    [{ onProblem: 1 }, 'onProblem is 1, expected a function.'],
    [{ prefix: '\ud800' }, /name/],
    [{ metrics: [1] }, /^metrics\[0\] is 1, expected an object/],
    [{ metrics: [metric, metric] }, /^metrics has a_total twice/],
  ])('the option %j', (change, message) => {
    expect(refusal(change)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  it.each([
    [
      { type: 'summary' },
      `metrics[0].type is "summary", expected 'counter', 'gauge' or 'histogram'.`,
    ],
    [{ type: 'constructor' }, /^metrics\[0\]\.type is "constructor"/],
    [
      { labelNames: [] },
      /^metrics\[0\] has the unknown option labelNames\. Known for a counter: type/,
    ],
    [{ buckets: [1] }, /^metrics\[0\] has the unknown option buckets/],
    [
      { type: 'gauge' },
      'metrics[0].value is undefined, expected the name of the group with the number.',
    ],
    [{ labels: [1] }, /^metrics\[0\]\.labels has to be an array/],
    [{ staticLabels: ['a'] }, /^metrics\[0\]\.staticLabels has to be an object/],
    [{ scale: 0 }, 'metrics[0].scale is 0, expected a number above 0.'],
    [{ pattern: [] }, 'a_total: pattern has to be at least one.'],
    [{ pattern: '' }, 'pattern of a_total is empty, and an empty pattern is found in every line.'],
    [{ pattern: 1 }, 'pattern of a_total is 1, expected a regular expression.'],
    [
      { pattern: /a/g },
      'pattern of a_total has the flags g; of flags, d, i, m, s and u are known.',
    ],
    [
      { pattern: '(a' },
      /^pattern of a_total is no regular expression of RE2: .*missing closing \)/,
    ],
    [{ pattern: /(?=a)/ }, /It has neither look-around nor back-references/],
    [{ labels: ['y'] }, 'a_total: pattern a(?P<x>.) has no group y; it has x.'],
    [{ value: 'y', pattern: ['a'] }, 'a_total: pattern a has no group y; it has none.'],
    [{ name: '' }, /name/],
  ])('a metric with %j', (change, message) => {
    expect(refusal({ metrics: [{ ...metric, ...change }] })).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});
