import { MetricError } from '@telltale/model';
import { describe, expect, it, vi } from 'vitest';
import { Counter } from './counter.ts';

const plain = () => new Counter({ name: 'jobs_total', help: 'Jobs.' });
const labelled = () => new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['queue'] });
const shown = (counter: Pick<Counter, 'snapshot'>) =>
  [...counter.snapshot().series].map(({ labels, value }) => ({ labels, value }));

const refusal = (method: string, got: string, remedy = ''): MetricError =>
  new MetricError(
    'INVALID_VALUE',
    `jobs_total: ${method}() got ${got}, expected a number from 0 up.${remedy}`,
    { metric: 'jobs_total' },
  );

/** What is no amount, and how a message shows it. */
const invalid: readonly (readonly [unknown, string])[] = [
  [NaN, 'NaN'],
  [-1, '-1'],
  [-Infinity, '-Infinity'],
  ['', '""'],
  ['1', '"1"'],
  [null, 'null'],
  [true, 'true'],
  [1n, '1'],
  [() => 1, 'a function'],
];

describe('Counter > inc and add', () => {
  it('add 1 without an argument, else the amount', () => {
    const counter = plain();
    counter.inc();
    counter.inc(2.5);
    counter.add();
    counter.add(0.5);
    expect(shown(counter)).toEqual([{ labels: {}, value: 5 }]);
  });

  it('take undefined as left out', () => {
    const counter = labelled();
    counter.inc({ queue: 'mail' }, undefined);
    counter.labels('mail').inc(undefined);
    counter.add({ queue: 'mail' }, undefined);
    counter.labels('mail').add(undefined);
    expect(shown(counter)).toEqual([{ labels: { queue: 'mail' }, value: 4 }]);
  });

  it('take labels first, or write through a handle, to the same series', () => {
    const counter = labelled();
    const handle = counter.labels('mail');
    counter.inc({ queue: 'mail' });
    counter.add({ queue: 'mail' }, 2);
    handle.inc(3);
    handle.add(4);
    counter.inc({ queue: 'sms' });
    expect(shown(counter)).toEqual([
      { labels: { queue: 'mail' }, value: 10 },
      { labels: { queue: 'sms' }, value: 1 },
    ]);
  });

  it('take 0, -0 and Infinity', () => {
    const counter = plain();
    counter.inc(0);
    counter.inc(-0);
    expect(shown(counter)).toEqual([{ labels: {}, value: 0 }]);
    counter.inc(Infinity);
    expect(shown(counter)).toEqual([{ labels: {}, value: Infinity }]);
  });
});

describe.each(['inc', 'add', 'advanceTo'] as const)('Counter > %s', (method) => {
  it.each(invalid)('refuses %o on a metric without labels and changes nothing', (value, got) => {
    const counter = plain();
    counter.inc(7);
    expect(() => counter[method](value as number)).toThrow(refusal(method, got));
    expect(shown(counter)).toEqual([{ labels: {}, value: 7 }]);
  });

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o through a handle and changes nothing',
    (value, got) => {
      const counter = labelled();
      const handle = counter.labels('mail');
      handle.inc(7);
      expect(() => handle[method](value as number)).toThrow(refusal(method, got));
      expect(shown(counter)).toEqual([{ labels: { queue: 'mail' }, value: 7 }]);
    },
  );

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o after labels and does not even make the series',
    (value, got) => {
      const counter = labelled();
      expect(() => counter[method]({ queue: 'mail' }, value as number)).toThrow(
        refusal(method, got),
      );
      expect(shown(counter)).toEqual([]);
    },
  );

  it.each([
    [{ queue: 'mail' }, 'an object'],
    [{}, 'an object'],
    [[1], 'an array'],
  ])('takes %o for a value on a metric without labels, and says what to do', (value, got) => {
    const counter = plain();
    expect(() => counter[method](value as unknown as number)).toThrow(
      refusal(method, got, ' It has no labelNames.'),
    );
    expect(shown(counter)).toEqual([{ labels: {}, value: 0 }]);
  });

  it('does not make a removed series anew for a value that it refuses', () => {
    const counter = labelled();
    const handle = counter.labels('mail');
    counter.clear();
    expect(() => handle[method](NaN)).toThrow(refusal(method, 'NaN'));
    expect(shown(counter)).toEqual([]);
  });

  it.each([1, null, undefined, 'mail'])(
    'wants labels, not %o, where it has label names',
    (first) => {
      const counter = labelled();
      const write = counter[method].bind(counter) as (first: unknown) => void;
      expect(() => write(first)).toThrow(
        new MetricError('INVALID_LABELS', 'jobs_total: expected labels {queue}, got none.', {
          metric: 'jobs_total',
        }),
      );
      expect(shown(counter)).toEqual([]);
    },
  );
});

describe('Counter > advanceTo', () => {
  it('adds what the source has grown by', () => {
    const counter = plain();
    for (const total of [10, 10, 25.5]) counter.advanceTo(total);
    expect(shown(counter)).toEqual([{ labels: {}, value: 25.5 }]);
  });

  it('takes a lower reading for a reset of the source and counts from 0', () => {
    const counter = plain();
    for (const total of [100, 3, 5, 0, 1]) counter.advanceTo(total);
    expect(shown(counter)).toEqual([{ labels: {}, value: 106 }]);
  });

  it('follows each series by itself, by labels and through handles alike', () => {
    const counter = labelled();
    counter.advanceTo({ queue: 'mail' }, 100);
    counter.advanceTo({ queue: 'sms' }, 5);
    counter.labels('mail').advanceTo(110);
    counter.labels({ queue: 'sms' }).advanceTo(6);
    expect(shown(counter)).toEqual([
      { labels: { queue: 'mail' }, value: 110 },
      { labels: { queue: 'sms' }, value: 6 },
    ]);
  });

  it('goes together with inc', () => {
    const counter = plain();
    counter.inc(5);
    counter.advanceTo(10);
    counter.inc(5);
    counter.advanceTo(12);
    expect(shown(counter)).toEqual([{ labels: {}, value: 22 }]);
  });

  it('goes on from the last reading after reset()', () => {
    const counter = plain();
    counter.advanceTo(100);
    counter.reset();
    counter.advanceTo(103);
    expect(shown(counter)).toEqual([{ labels: {}, value: 3 }]);
  });

  it('adds the whole reading to a series that was removed and is made anew', () => {
    const counter = labelled();
    const kept = counter.labels('mail');
    kept.advanceTo(100);
    counter.remove('mail');
    counter.advanceTo({ queue: 'mail' }, 103);
    kept.advanceTo(105);
    expect(shown(counter)).toEqual([{ labels: { queue: 'mail' }, value: 105 }]);
    counter.remove('mail');
    kept.advanceTo(107);
    expect(shown(counter)).toEqual([{ labels: { queue: 'mail' }, value: 107 }]);
  });

  it('reads a source at Infinity twice without becoming NaN', () => {
    const counter = plain();
    counter.advanceTo(Infinity);
    counter.advanceTo(Infinity);
    counter.advanceTo(3);
    expect(shown(counter)).toEqual([{ labels: {}, value: Infinity }]);
  });

  it('adds nothing past maxSeries, where several sources would be taken for one that is reset', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const counter = new Counter({
      name: 'advanced_total',
      help: 'Advanced.',
      labelNames: ['source'],
      maxSeries: 1,
    });
    for (let reading = 1; reading <= 3; reading++) {
      counter.advanceTo({ source: 'a' }, 10);
      counter.advanceTo({ source: 'b' }, 1000);
      counter.advanceTo({ source: 'c' }, 500);
    }
    counter.inc({ source: 'd' }, 7);
    expect(shown(counter)).toEqual([
      { labels: { source: 'a' }, value: 10 },
      { labels: { source: '__overflow__' }, value: 7 },
    ]);
    emitWarning.mockRestore();
  });

  it('adds nothing past maxSeries through handles whose series were removed before the metric was full', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const counter = new Counter({
      name: 'moved_total',
      help: 'Moved.',
      labelNames: ['source'],
      maxSeries: 1,
    });
    const keptA = counter.labels('a');
    counter.remove('a');
    const keptB = counter.labels('b');
    counter.remove('b');
    counter.inc({ source: 'c' });
    for (const total of [100, 110]) {
      keptA.advanceTo(total);
      keptB.advanceTo(total / 10);
    }
    expect(shown(counter)).toEqual([
      { labels: { source: 'c' }, value: 1 },
      { labels: { source: '__overflow__' }, value: 0 },
    ]);
    emitWarning.mockRestore();
  });
});
