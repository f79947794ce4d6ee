import { describe, expect, it } from 'vitest';
import { checkHelp, checkMetricType, checkUnit } from './check-head.ts';
import { MetricError } from './errors.ts';

const refusal = (metric: string, message: string): MetricError =>
  new MetricError('INVALID_OPTION', `${metric}: ${message}`, { metric });

describe('checkMetricType', () => {
  it.each([
    'counter',
    'gauge',
    'histogram',
    'gaugehistogram',
    'summary',
    'info',
    'stateset',
    'unknown',
  ])('takes %s', (type) => {
    expect(() => checkMetricType('up', type)).not.toThrow();
  });

  it.each([
    ['guage', '"guage"'],
    ['toString', '"toString"'],
    [undefined, 'undefined'],
  ])('refuses %j', (type, shown) => {
    expect(() => checkMetricType('up', type)).toThrow(
      refusal(
        'up',
        `type is ${shown}, expected one of counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown.`,
      ),
    );
  });
});

describe('checkHelp', () => {
  it('takes any string, an empty one too', () => {
    expect(() => checkHelp('up', '')).not.toThrow();
  });

  it('refuses what is left out', () => {
    expect(() => checkHelp('up', undefined)).toThrow(
      refusal('up', 'help is undefined, expected a string.'),
    );
  });
});

describe('checkUnit', () => {
  it.each([
    ['up', undefined],
    ['request_duration_seconds', 'seconds'],
    ['sent_bytes_total', 'bytes'],
    ['disk_io_time_seconds_total', 'time_seconds'],
  ])('takes %s with unit %j', (name, unit) => {
    expect(() => checkUnit(name, unit)).not.toThrow();
  });

  it.each([
    ['request_duration', '"seconds"', 'seconds'],
    ['sent_total', '"bytes"', 'bytes'],
    ['milliseconds', '"seconds"', 'seconds'],
    ['seconds', '"seconds"', 'seconds'],
    ['up', '""', ''],
    ['up', 'null', null],
    ['up', '1', 1],
  ])('refuses %s with unit %s', (name, shown, unit) => {
    expect(() => checkUnit(name, unit)).toThrow(
      refusal(name, `unit is ${shown}, expected what the name ends in.`),
    );
  });
});
