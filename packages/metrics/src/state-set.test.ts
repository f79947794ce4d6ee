import { MetricError, type StateSetValue } from '@telltale/model';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StateSet, type StateSetOptions } from './state-set.ts';

const states = ['starting', 'running', 'stopping'] as const;
const plain = () => new StateSet({ name: 'phase', help: 'Phase.', states });
const labelled = (maxSeries?: number) =>
  new StateSet({ name: 'phase', help: 'Phase.', states, labelNames: ['worker'], maxSeries });

/** The states that are on, by series. */
const shown = (set: { snapshot: ReturnType<typeof plain>['snapshot'] }) =>
  [...set.snapshot().series].map(({ labels, value }) => {
    const all = Object.entries((value as StateSetValue).states);
    return [labels['worker'], ...all.filter(([, on]) => on).map(([state]) => state)];
  });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('StateSet', () => {
  it('has all states off at first, in the order given', () => {
    const set = plain();
    expect(Object.entries(first(set))).toEqual([
      ['starting', false],
      ['running', false],
      ['stopping', false],
    ]);
    expect(set.states).toEqual(states);
    expect(set.type).toBe('stateset');
    expect([...set.snapshot().series][0]).not.toHaveProperty('startTimestamp');
  });

  it('turns states on and off, one by one', () => {
    const set = plain();
    set.setTrue('starting');
    set.setTrue('running');
    set.setTrue('running');
    expect(shown(set)).toEqual([[undefined, 'starting', 'running']]);
    set.setFalse('starting');
    set.setFalse('stopping');
    expect(shown(set)).toEqual([[undefined, 'running']]);
  });

  it('turns one on and all others off', () => {
    const set = plain();
    set.setTrue('starting');
    set.setTrue('running');
    set.setOnly('stopping');
    expect(shown(set)).toEqual([[undefined, 'stopping']]);
    set.setOnly('stopping');
    expect(shown(set)).toEqual([[undefined, 'stopping']]);
  });

  it('takes labels first, or writes through a handle, to the same series and no other', () => {
    const set = labelled();
    const handle = set.labels('a');
    set.setTrue({ worker: 'a' }, 'starting');
    handle.setTrue('running');
    set.setOnly({ worker: 'b' }, 'stopping');
    set.labels({ worker: 'c' }).setOnly('running');
    expect(shown(set)).toEqual([
      ['a', 'starting', 'running'],
      ['b', 'stopping'],
      ['c', 'running'],
    ]);
    handle.setFalse('starting');
    set.setFalse({ worker: 'b' }, 'stopping');
    expect(shown(set)).toEqual([['a', 'running'], ['b'], ['c', 'running']]);
  });

  it('turns all off with reset', () => {
    const set = labelled();
    set.setOnly({ worker: 'a' }, 'running');
    set.reset();
    expect(shown(set)).toEqual([['a']]);
  });

  it('makes a removed series anew through a kept handle, with all other states off', () => {
    const set = labelled();
    const handle = set.labels('a');
    for (const method of ['setTrue', 'setFalse', 'setOnly'] as const) {
      handle.setTrue('stopping');
      expect(set.remove('a')).toBe(true);
      expect(shown(set)).toEqual([]);
      handle[method]('running');
      expect(shown(set)).toEqual([method === 'setFalse' ? ['a'] : ['a', 'running']]);
    }
  });

  it('past maxSeries writes to the overflow series', () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const set = labelled(1);
    set.setOnly({ worker: 'a' }, 'running');
    set.setTrue({ worker: 'b' }, 'starting');
    set.labels('c').setTrue('stopping');
    expect(shown(set)).toEqual([
      ['a', 'running'],
      ['__overflow__', 'starting', 'stopping'],
    ]);
    expect(set.snapshot().overflowed).toBe(2);
  });
});

const first = (set: ReturnType<typeof plain>) =>
  ([...set.snapshot().series][0]?.value as StateSetValue).states;

describe.each(['setTrue', 'setFalse', 'setOnly'] as const)('StateSet > %s', (method) => {
  const refusal = (got: string, remedy = ''): MetricError =>
    new MetricError(
      'INVALID_VALUE',
      `phase: ${method}() got ${got}, expected one of starting, running, stopping.` + remedy,
      { metric: 'phase' },
    );

  it.each([
    ['runing', '"runing"'],
    ['', '""'],
    ['toString', '"toString"'],
    [1, '1'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('refuses %o, which is not a state, and changes nothing, in each form', (state, got) => {
    const bad = state as 'running';
    const set = plain();
    set.setTrue('starting');
    expect(() => set[method](bad)).toThrow(refusal(got));
    expect(shown(set)).toEqual([[undefined, 'starting']]);
    const other = labelled();
    expect(() => other[method]({ worker: 'a' }, bad)).toThrow(refusal(got));
    expect(shown(other)).toEqual([]);
    const handle = other.labels('a');
    handle.setTrue('starting');
    expect(() => handle[method](bad)).toThrow(refusal(got));
    expect(shown(other)).toEqual([['a', 'starting']]);
    other.clear();
    expect(() => handle[method](bad)).toThrow(refusal(got));
    expect(shown(other)).toEqual([]);
  });

  it('takes an object for a state where it has no labels, and says what to do', () => {
    const set = plain();
    const write = set[method].bind(set) as (...given: unknown[]) => void;
    expect(() => write({ worker: 'a' }, 'running')).toThrow(
      refusal('an object', ' It has no labelNames.'),
    );
    expect(shown(set)).toEqual([[undefined]]);
  });

  it('wants labels where it has label names', () => {
    const set = labelled();
    const write = set[method].bind(set) as (...given: unknown[]) => void;
    expect(() => write('running')).toThrow(
      new MetricError('INVALID_LABELS', 'phase: expected labels {worker}, got none.', {
        metric: 'phase',
      }),
    );
    expect(shown(set)).toEqual([]);
  });
});

describe('StateSet > options', () => {
  it('copy the states: changing the array afterwards has no effect', () => {
    const given = ['on', 'off'];
    const set = new StateSet({ name: 'phase', help: 'Phase.', states: given });
    given.push('broken');
    expect(set.states).toEqual(['on', 'off']);
    expect(() => set.setTrue('broken')).toThrow('phase: setTrue() got "broken"');
  });

  it.each([
    [[], 'an array'],
    [undefined, 'undefined'],
    ['on,off', '"on,off"'],
    [['on', 'on'], '"on", "on"'],
    [['on', ''], '"on", ""'],
    [['on', 1], '"on", 1'],
  ])('refuse the states %o', (given, got) => {
    const options = { name: 'phase', help: 'Phase.', states: given } as unknown as StateSetOptions<
      typeof states
    >;
    expect(() => new StateSet(options)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        `phase: states is ${got}, expected at least one name, each a non-empty string and none twice.`,
        { metric: 'phase' },
      ),
    );
  });

  it('refuse a unit, and a label that is called as the state set', () => {
    const unit = { name: 'phase_seconds', help: 'Phase.', states, unit: 'seconds' };
    expect(() => new StateSet(unit)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        'phase_seconds: unit is given, but a state set has none. Leave it out.',
        { metric: 'phase_seconds' },
      ),
    );
    const labels = { name: 'phase', help: 'Phase.', states, labelNames: ['phase'] } as const;
    expect(() => new StateSet(labels)).toThrow(
      new MetricError(
        'INVALID_LABEL_NAME',
        'phase: label name "phase" is reserved in a stateset.',
        { metric: 'phase' },
      ),
    );
  });
});
