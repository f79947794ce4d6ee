import { expect, it } from 'vitest';
import { familiesOfRows } from './families-of-rows.ts';
import type { RowMetric } from './row-metric.ts';

const gauge = { name: 'm', help: 'M.', type: 'gauge', values: ['v'] };
const histogram = { name: 'm', help: 'M.', type: 'histogram', countColumn: 'n', sumColumn: 's' };
const observed = { name: 'm', help: 'M.', type: 'histogram', observationColumn: 'x' };
const summary = { ...histogram, type: 'summary', quantileColumns: { 0.5: 'p50' } };
const info = { name: 'm', help: 'M.', type: 'info' };
const states = { name: 'm', help: 'M.', type: 'stateset', stateColumn: 's', states: ['a'] };

function refusal(metrics: unknown, options: object = {}): unknown {
  try {
    familiesOfRows([], metrics as RowMetric[], options);
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each<[object, string, object?]>([
  [
    { ...gauge, type: 'guage' },
    'm: type is "guage", expected one of gauge, counter, histogram, gaugehistogram, summary, info, stateset.',
  ],
  [{ ...gauge, value: 'v' }, 'm: there is no option "value" here, expected some of name, help,'],
  [{ ...gauge, startTimestampColumn: 'x' }, 'm: there is no option "startTimestampColumn" here'],
  [{ ...gauge, timestampColumn: 1 }, 'm: timestampColumn is 1, expected the name of a column.'],
  [
    { ...gauge, onNull: 'ignore' },
    'm: onNull is "ignore", expected one of drop, zero, nan, error.',
  ],
  [
    { ...gauge, values: undefined },
    'm: neither of values and staticValue are given, expected one of them.',
  ],
  [
    { ...gauge, staticValue: 1 },
    'm: both of values and staticValue are given, expected one of them.',
  ],
  [
    { ...gauge, values: [] },
    'm: values is an array, expected an array of names of columns, each once.',
  ],
  [
    { ...gauge, values: ['v', 'v'], valueLabel: 'l' },
    'm: values is an array, expected an array of names of columns, each once.',
  ],
  [
    { ...gauge, values: ['v', 'w'] },
    'm: there are several values, expected a valueLabel that tells their series apart.',
  ],
  [
    { ...gauge, values: undefined, staticValue: 1, valueLabel: 'l' },
    'm: valueLabel is given, but no values that it could name.',
  ],
  [
    { ...gauge, values: undefined, type: 'counter', staticValue: -1 },
    'm: staticValue is -1, expected a number, from 0 up for a counter.',
  ],
  [
    { ...gauge, keyLabels: 'a' },
    `m: keyLabels is "a", expected an array of columns, or of { label: 'column' }.`,
  ],
  [
    { ...gauge, keyLabels: [{ a: 1 }] },
    "m: keyLabels is an object, expected an object of strings, such as { database: 'datname' }.",
  ],
  [
    { ...gauge, staticLabels: { a: 1 } },
    "m: staticLabels is an object, expected an object of strings, such as { region: 'eu' }.",
  ],
  [
    { ...gauge, keyLabels: ['a'], staticLabels: { a: 'b' } },
    'm: label name "a" is declared twice.',
  ],
  [{ ...gauge, valueLabel: '__name__' }, 'm: label name "__name__" begins with __.'],
  [{ ...gauge, unit: 'seconds' }, 'm: unit is "seconds", expected what the name ends in.'],
  [{ ...gauge, help: undefined }, 'm: help is undefined, expected a string.'],
  [{ ...gauge, name: '' }, '"" is not a metric name.'],
  [
    histogram,
    "m: bucketColumns is undefined, expected an object of strings, such as { '0.1': 'le_100ms' }.",
  ],
  [
    { ...histogram, bucketColumns: { '+Inf': 'n' } },
    'm: bucketColumns has no bound, expected at least one below Infinity.',
  ],
  [
    { ...histogram, bucketColumns: { '100ms': 'b' } },
    'm: bucketColumns has NaN, expected finite numbers that ascend.',
  ],
  [
    { ...histogram, bucketColumns: { 1: 'b', '1.0': 'c' } },
    'm: bucketColumns has 1, expected finite numbers that ascend.',
  ],
  [
    { ...histogram, bucketColumns: { 1: 'b' }, sumColumn: undefined },
    'm: sumColumn is undefined, expected the name of a column.',
  ],
  [
    { ...histogram, bucketColumns: { 1: 'b' }, buckets: [1] },
    'm: buckets is only for observationColumn; the bounds are in bucketColumns.',
  ],
  [
    { ...histogram, observationColumn: 'x' },
    'm: countColumn and observationColumn are both given, expected one form.',
  ],
  [{ ...observed, buckets: [2, 1] }, 'm: buckets has 1, expected finite numbers that ascend.'],
  [
    { ...observed, onDuplicate: 'first' },
    'm: onDuplicate has no meaning with observationColumn: rows with the same labels are made one series.',
  ],
  [{ ...observed, keyLabels: ['le'] }, 'm: label name "le" is reserved in a histogram.'],
  [
    { ...summary, quantileColumns: { 99: 'p99' } },
    'm: quantileColumns is "99", expected quantiles from 0 to 1.',
  ],
  [
    { ...summary, onDuplicate: 'sum' },
    'm: onDuplicate is "sum", but quantiles cannot be added up. Give this metric an onDuplicate of its own.',
  ],
  [
    { ...states, states: [] },
    'm: states is an array, expected an array of names of states, each once.',
  ],
  [
    info,
    'm: onEmpty is "zero", but a metric of type info has no zero. Give this metric an onEmpty of its own.',
    { onEmpty: 'zero' },
  ],
  [
    { ...gauge, keyLabels: ['a'] },
    'm: onEmpty is "zero", but without a row the values of its key labels are not known.',
    { onEmpty: 'zero' },
  ],
  [
    { ...gauge, type: 'counter' },
    'm: onNull is "nan", but a metric of type counter cannot be NaN.',
    { onNull: 'nan' },
  ],
  [
    info,
    'm: onDuplicate is "sum", but metrics of type info cannot be added up.',
    { onDuplicate: 'sum' },
  ],
  [
    gauge,
    'familiesOfRows: there is no option "onempty" here, expected some of onEmpty,',
    { onempty: 'zero' },
  ],
  [
    gauge,
    'familiesOfRows: onEmpty is "none", expected one of drop, zero, error.',
    { onEmpty: 'none' },
  ],
])('%o is refused', (metric, message, options) => {
  expect(refusal([metric], options)).toMatchObject({
    code: expect.stringMatching(/^INVALID_/) as string,
    message: expect.stringContaining(message) as string,
  });
});

it('metrics have to be there, and have names of their own', () => {
  expect(refusal([])).toMatchObject({
    message: 'familiesOfRows: metrics has to be an array of at least one metric.',
  });
  expect(refusal([null])).toMatchObject({
    message: 'metrics: expected objects of { name, help, type, … }.',
  });
  expect(refusal([gauge, gauge])).toMatchObject({
    message: 'familiesOfRows: there are two metrics m, expected each name once.',
  });
});

it('a policy of its own saves a metric from one that does not fit it', () => {
  const policies = { onEmpty: 'zero', onNull: 'nan', onDuplicate: 'sum' };
  expect(
    refusal([gauge, { ...info, name: 'i', onEmpty: 'drop', onDuplicate: 'first' }], policies),
  ).toBeUndefined();
});
