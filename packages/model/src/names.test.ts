import { describe, expect, it } from 'vitest';
import { MetricError } from './errors.ts';
import {
  checkLabelNames,
  checkMetricName,
  isLegacyLabelName,
  isLegacyMetricName,
} from './names.ts';

describe('checkMetricName', () => {
  it.each(['up', 'http_requests_total', 'job:up:sum', 'http.requests', 'größe', '1st', ' '])(
    'takes %j',
    (name) => {
      expect(() => checkMetricName(name)).not.toThrow();
    },
  );

  it.each([
    ['', '""'],
    ['a\ud800', String.raw`"a\ud800"`],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [{}, 'an object'],
    [['up'], 'an array'],
  ])('refuses %j', (name, shown) => {
    expect(() => checkMetricName(name)).toThrow(
      new MetricError('INVALID_NAME', `${shown} is not a metric name.`),
    );
  });
});

describe('checkLabelNames', () => {
  const problem = (type: 'counter' | 'histogram' | 'stateset', ...names: unknown[]): unknown => {
    try {
      checkLabelNames('jobs', type, names as string[]);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const refusal = (message: string): MetricError =>
    new MetricError('INVALID_LABEL_NAME', message, { metric: 'jobs' });

  it('takes none, and any different names, also of other alphabets', () => {
    expect(problem('counter')).toBeUndefined();
    expect(problem('counter', 'a', 'b', '_c', 'http.method', 'größe')).toBeUndefined();
  });

  it.each([
    ['', '""'],
    ['\udc00', String.raw`"\udc00"`],
    [undefined, 'undefined'],
    [3, '3'],
    [null, 'null'],
  ])('refuses %j', (name, shown) => {
    expect(problem('counter', 'a', name)).toEqual(
      refusal(`jobs: label name ${shown} is not a name.`),
    );
  });

  it('refuses names that begin with __', () => {
    expect(problem('counter', '__name__')).toEqual(
      refusal('jobs: label name "__name__" begins with __.'),
    );
  });

  it('refuses a name that stands twice', () => {
    expect(problem('counter', 'a', 'b', 'a')).toEqual(
      refusal('jobs: label name "a" is declared twice.'),
    );
  });

  it('refuses le on histograms, quantile on summaries, and its own name on a state set', () => {
    const message = (name: string, type: string): string =>
      `jobs: label name "${name}" is reserved in a ${type}.`;
    expect(problem('histogram', 'le')).toEqual(refusal(message('le', 'histogram')));
    expect(problem('stateset', 'jobs')).toEqual(refusal(message('jobs', 'stateset')));
    expect(() => checkLabelNames('jobs', 'gaugehistogram', ['le'])).toThrow(
      message('le', 'gaugehistogram'),
    );
    expect(() => checkLabelNames('jobs', 'summary', ['quantile'])).toThrow(
      message('quantile', 'summary'),
    );
  });

  it('takes le, quantile and its own name on types that do not need them', () => {
    expect(problem('counter', 'le', 'quantile', 'jobs')).toBeUndefined();
    expect(problem('histogram', 'quantile')).toBeUndefined();
  });
});

describe('isLegacyMetricName', () => {
  it('knows the character set that every Prometheus server takes', () => {
    expect(['up', '_up', ':up', 'a1:b_2'].filter(isLegacyMetricName)).toHaveLength(4);
    expect(['', '1up', 'a-b', 'a.b', 'größe', 'a\n'].filter(isLegacyMetricName)).toEqual([]);
  });
});

describe('isLegacyLabelName', () => {
  it('is the same without colons', () => {
    expect(['le', '_le', 'a1_b'].filter(isLegacyLabelName)).toHaveLength(3);
    expect(['', '1a', 'a:b', 'a.b', 'größe', 'a\n'].filter(isLegacyLabelName)).toEqual([]);
  });
});
