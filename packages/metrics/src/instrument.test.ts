import { isMetric, MetricError, type Collector, type Metric } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Counter, type CounterOptions } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Histogram } from './histogram.ts';

const kinds = [
  ['Counter', Counter],
  ['Gauge', Gauge],
  ['Histogram', Histogram],
] as const;

const requests = () =>
  new Counter({ name: 'requests_total', help: 'Requests.', labelNames: ['method', 'status'] });
const shown = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => ({ labels, value }));
/** Calls a method as a program without types would. */
const untyped = (metric: object, method: string, ...values: unknown[]): unknown =>
  (metric as Record<string, (...values: unknown[]) => unknown>)[method]?.(...values);

describe('an instrument', () => {
  it.each(kinds)('%s has the head that it was given and can be read', (_, Kind) => {
    const metric = new Kind({
      name: 'queue_wait_seconds',
      help: 'Wait.',
      labelNames: ['queue'],
      unit: 'seconds',
    });
    expect(isMetric(metric)).toBe(true);
    const head = {
      name: 'queue_wait_seconds',
      help: 'Wait.',
      unit: 'seconds',
      labelNames: ['queue'],
    };
    expect(metric).toMatchObject({ ...head, type: Kind.name.toLowerCase() });
    expect(metric.snapshot()).toMatchObject({ ...head, type: Kind.name.toLowerCase() });
  });

  it.each(kinds)('%s is a collector that appends itself to what is there', (_, Kind) => {
    const first = new Kind({ name: 'first', help: 'First.' });
    const second: Collector = new Kind({ name: 'second', help: 'Second.' });
    const buf: Metric[] = [first];
    const settled = second.collect(buf, { signal: new AbortController().signal });
    expect(settled).toBeUndefined();
    expect(buf).toEqual([first, second]);
    expect(second.name).toBe('second');
  });

  it('keeps nothing of its label names: changing the array afterwards has no effect', () => {
    const labelNames: string[] = ['a'];
    const metric = new Counter({ name: 'copied_total', help: 'Copied.', labelNames });
    labelNames.push('b');
    metric.inc({ a: '1' });
    expect(metric.labelNames).toEqual(['a']);
    expect(Object.isFrozen(metric.labelNames)).toBe(true);
  });

  it('takes undefined for any option that may be left out', () => {
    const metric = new Histogram({
      name: 'plain',
      help: 'Plain.',
      labelNames: undefined,
      unit: undefined,
      maxSeries: undefined,
      buckets: undefined,
    });
    expect([...metric.snapshot().series]).toHaveLength(1);
    expect(metric.labelNames).toEqual([]);
    expect(metric.unit).toBeUndefined();
  });

  it.each([
    [{ name: '' }, 'INVALID_NAME', '"" is not a metric name.'],
    [{ name: undefined }, 'INVALID_NAME', 'undefined is not a metric name.'],
    [{ help: undefined }, 'INVALID_OPTION', 'm: help is undefined, expected a string.'],
    [
      { unit: 'seconds' },
      'INVALID_OPTION',
      'm: unit is "seconds", expected what the name ends in.',
    ],
    [
      { labelNames: ['__name__'] },
      'INVALID_LABEL_NAME',
      'm: label name "__name__" begins with __.',
    ],
    [{ labelNames: ['a', 'a'] }, 'INVALID_LABEL_NAME', 'm: label name "a" is declared twice.'],
    [
      { maxSeries: 0 },
      'INVALID_OPTION',
      'm: maxSeries is 0, expected a whole number above 0 or Infinity.',
    ],
    [
      { maxSeries: 1.5 },
      'INVALID_OPTION',
      'm: maxSeries is 1.5, expected a whole number above 0 or Infinity.',
    ],
    [
      { maxSeries: NaN },
      'INVALID_OPTION',
      'm: maxSeries is NaN, expected a whole number above 0 or Infinity.',
    ],
    [
      { maxSeries: '9' },
      'INVALID_OPTION',
      'm: maxSeries is "9", expected a whole number above 0 or Infinity.',
    ],
  ])('is not made of %o', (options, code, message) => {
    const make = () => new Counter({ name: 'm', help: 'M.', ...options } as CounterOptions);
    expect(make).toThrow(expect.objectContaining({ code, message }));
  });

  it('leaves le to histograms, and to no other type', () => {
    const options = { name: 'm', help: 'M.', labelNames: ['le'] } as const;
    expect(() => new Counter(options)).not.toThrow();
    expect(() => new Histogram(options)).toThrow(
      new MetricError('INVALID_LABEL_NAME', 'm: label name "le" is reserved in a histogram.', {
        metric: 'm',
      }),
    );
  });
});

describe('an instrument without labels', () => {
  it.each(kinds)('%s starts at 0 and is shown', (_, Kind) => {
    const [only, ...others] = new Kind({ name: 'plain', help: 'Plain.' }).snapshot().series;
    expect(others).toEqual([]);
    expect(only?.labels).toEqual({});
    const { value } = only!;
    expect(typeof value === 'number' ? value : (value as { count: number }).count).toBe(0);
  });

  it('gives its only handle without arguments', () => {
    const counter = new Counter({ name: 'plain_total', help: 'Plain.' });
    counter.labels().inc();
    counter.inc();
    expect(shown(counter)).toEqual([{ labels: {}, value: 2 }]);
  });

  it('is not shown after clear() or remove() until it is written to', () => {
    const counter = new Counter({ name: 'plain_total', help: 'Plain.' });
    counter.inc(5);
    counter.clear();
    expect(shown(counter)).toEqual([]);
    counter.inc();
    expect(shown(counter)).toEqual([{ labels: {}, value: 1 }]);
    expect(counter.remove()).toBe(true);
    expect(shown(counter)).toEqual([]);
  });

  it.each([
    ['labels', [{ method: 'GET' }], 'got {method}'],
    ['labels', [{}], 'got {}'],
    ['labels', ['GET'], 'got "GET"'],
    ['labels', [null], 'got null'],
    ['remove', [{ method: 'GET' }], 'got {method}'],
    ['remove', ['GET', 1], 'got "GET", 1'],
  ])('refuses labels: %s(%o)', (method, values, got) => {
    const counter = new Counter({ name: 'plain_total', help: 'Plain.' });
    expect(() => untyped(counter, method, ...values)).toThrow(
      new MetricError('INVALID_LABELS', `plain_total: expected no labels, ${got}.`, {
        metric: 'plain_total',
      }),
    );
  });
});

describe('an instrument with labels', () => {
  it.each(kinds)('%s shows only the series that were made', (_, Kind) => {
    const metric = new Kind({ name: 'labelled', help: 'Labelled.', labelNames: ['a'] });
    expect(shown(metric)).toEqual([]);
    metric.labels('x');
    expect(shown(metric).map((one) => one.labels)).toEqual([{ a: 'x' }]);
  });

  it('finds the same series in either form and whatever the order of the keys', () => {
    const counter = requests();
    const handle = counter.labels('GET', '200');
    expect(counter.labels({ method: 'GET', status: '200' })).toBe(handle);
    expect(counter.labels({ status: '200', method: 'GET' })).toBe(handle);
  });

  it('writes numbers and booleans as strings', () => {
    const counter = requests();
    counter.inc({ method: true, status: 200 });
    counter.labels('true', '200').inc();
    counter.labels(true, 200).inc();
    expect(shown(counter)).toEqual([{ labels: { method: 'true', status: '200' }, value: 3 }]);
  });

  it('takes an empty string for a label value', () => {
    const counter = requests();
    counter.inc({ method: '', status: '' });
    expect(shown(counter)).toEqual([{ labels: { method: '', status: '' }, value: 1 }]);
  });

  it('is not changed by changing the labels object afterwards', () => {
    const counter = requests();
    const labels = { method: 'GET', status: '200' };
    counter.inc(labels);
    labels.method = 'POST';
    expect(shown(counter)).toEqual([{ labels: { method: 'GET', status: '200' }, value: 1 }]);
    counter.inc(labels);
    labels.method = 'GET';
    counter.inc(labels);
    expect(shown(counter)).toEqual([
      { labels: { method: 'GET', status: '200' }, value: 2 },
      { labels: { method: 'POST', status: '200' }, value: 1 },
    ]);
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['a missing label', { method: 'GET' }, 'got {method}'],
    ['a misspelt label', { method: 'GET', stauts: '200' }, 'got {method, stauts}'],
    ['an extra label', { method: 'GET', status: '200', host: 'a' }, 'got {method, status, host}'],
    ['no labels in it', {}, 'got {}'],
    ['an array', ['GET', '200'], 'got {0, 1}'],
  ];
  const refusal = (got: string): MetricError =>
    new MetricError('INVALID_LABELS', `requests_total: expected labels {method, status}, ${got}.`, {
      metric: 'requests_total',
    });

  it.each(wrong)(
    'refuses an object with %s, whether the series exists or not',
    (_, labels, got) => {
      const counter = requests();
      for (const method of ['labels', 'remove', 'inc', 'add']) {
        expect(() => untyped(counter, method, labels)).toThrow(refusal(got));
      }
      counter.inc({ method: 'GET', status: '200' });
      for (const method of ['labels', 'remove', 'inc', 'add']) {
        expect(() => untyped(counter, method, labels)).toThrow(refusal(got));
      }
      expect(shown(counter)).toEqual([{ labels: { method: 'GET', status: '200' }, value: 1 }]);
    },
  );

  it.each([
    [[], 'got none'],
    [['GET'], 'got "GET"'],
    [['GET', '200', 'a'], 'got "GET", "200", "a"'],
    [[{ method: 'GET', status: '200' }, 1, 2], 'got an object, 1, 2'],
  ])('refuses positional values %o', (values, got) => {
    const counter = requests();
    for (const method of ['labels', 'remove']) {
      expect(() => untyped(counter, method, ...values)).toThrow(refusal(got));
    }
    expect(shown(counter)).toEqual([]);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
    [1n, '1'],
  ])('refuses %o as a label value in each form', (value, got) => {
    const counter = requests();
    const problem = new MetricError(
      'INVALID_LABELS',
      `requests_total: label "status" is ${got}, expected a string, number or boolean.`,
      { metric: 'requests_total' },
    );
    for (const method of ['labels', 'remove', 'inc']) {
      expect(() => untyped(counter, method, { method: 'GET', status: value })).toThrow(problem);
    }
    for (const method of ['labels', 'remove']) {
      expect(() => untyped(counter, method, 'GET', value)).toThrow(problem);
    }
    expect(shown(counter)).toEqual([]);
  });

  it('refuses extra and inherited labels alike before and after the series was made', () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    const extra = { a: '1', '': 'z' };
    const inherited = Object.create({ a: '1' }) as { a: string };
    for (let time = 0; time < 2; time++) {
      expect(() => {
        counter.inc(extra);
      }).toThrow('c_total: expected labels {a}, got {a, }.');
      expect(() => {
        counter.inc(inherited);
      }).toThrow('c_total: expected labels {a}, got {}.');
      counter.inc({ a: '1' });
    }
  });

  it.each([
    ['abc', '"abc"'],
    [{ buckets: [1] }, 'an object'],
  ])('refuses label names that are not an array: %o', (labelNames, shown) => {
    expect(
      () => new Counter({ name: 'c_total', help: 'C.', labelNames: labelNames as unknown as [] }),
    ).toThrow(`c_total: label name ${shown} is not an array of names.`);
  });
});
