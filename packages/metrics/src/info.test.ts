import { MetricError } from '@telltale/model';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Info, type InfoOptions } from './info.ts';

const labelled = (maxSeries?: number) =>
  new Info({ name: 'build', help: 'Build.', labelNames: ['version', 'commit'], maxSeries });
const shown = (info: Pick<Info, 'snapshot'>) =>
  [...info.snapshot().series].map(({ labels, value }) => ({ labels, value }));
const one = { version: '1.0', commit: 'a' };
const two = { version: '2.0', commit: 'b' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Info', () => {
  it('without labels says 1 from the start', () => {
    const info = new Info({ name: 'up', help: 'Up.' });
    expect([...info.snapshot().series]).toEqual([{ labels: {}, value: 1 }]);
    expect(info.type).toBe('info');
  });

  it('says 1 for each series that labels() has made', () => {
    const info = labelled();
    expect(shown(info)).toEqual([]);
    expect(info.labels(one).labelValues).toEqual(['1.0', 'a']);
    info.labels('2.0', 'b');
    info.labels(one);
    expect(shown(info)).toEqual([
      { labels: one, value: 1 },
      { labels: two, value: 1 },
    ]);
  });

  it('goes on saying 1 when others are removed, and after reset', () => {
    const info = labelled();
    info.labels(one);
    info.labels(two);
    expect(info.remove(one)).toBe(true);
    info.reset();
    expect(shown(info)).toEqual([{ labels: two, value: 1 }]);
    info.clear();
    expect(shown(info)).toEqual([]);
  });

  it('refuses a unit, which it cannot have', () => {
    const options = { name: 'build_bytes', help: 'Build.', unit: 'bytes' } as InfoOptions;
    expect(() => new Info(options)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        'build_bytes: unit is given, but an info has none. Leave it out.',
        { metric: 'build_bytes' },
      ),
    );
  });
});

describe('Info > set', () => {
  it('shows these labels and no others', () => {
    const info = labelled();
    info.set(one);
    expect(shown(info)).toEqual([{ labels: one, value: 1 }]);
    info.labels('3.0', 'c');
    info.set(two);
    expect(shown(info)).toEqual([{ labels: two, value: 1 }]);
    info.set(two);
    expect(shown(info)).toEqual([{ labels: two, value: 1 }]);
  });

  it('takes the place of what is there also where there may be no more', () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const info = labelled(1);
    info.set(one);
    info.set(two);
    expect(shown(info)).toEqual([{ labels: two, value: 1 }]);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it.each([
    [{ version: '3.0' }, 'build: expected labels {version, commit}, got {version}.'],
    [
      { version: '3.0', commit: undefined },
      'build: label "commit" is undefined, expected a string, number or boolean.',
    ],
    [undefined, 'build: expected labels {version, commit}, got undefined.'],
  ])('refuses %o and leaves what is shown', (labels, message) => {
    const info = labelled();
    info.set(one);
    expect(() => info.set(labels as typeof one)).toThrow(
      new MetricError('INVALID_LABELS', message, { metric: 'build' }),
    );
    expect(shown(info)).toEqual([{ labels: one, value: 1 }]);
  });

  it('wants no labels where it has no label names', () => {
    const info = new Info({ name: 'up', help: 'Up.' });
    expect(() => info.set({} as never)).toThrow(
      new MetricError('INVALID_LABELS', 'up: expected no labels, got {}.', { metric: 'up' }),
    );
    expect(shown(info)).toEqual([{ labels: {}, value: 1 }]);
  });
});
