import { describe, expect, it } from 'vitest';
import { readArguments, selected, UsageError } from './arguments.ts';

const none = { cases: undefined, contenders: undefined, rounds: undefined, quick: false };

describe('readArguments', () => {
  it('compares everything by default', () => {
    expect(readArguments([])).toEqual({ ...none, command: 'compare' });
  });

  it('reads each option', () => {
    const args = ['--cases', 'inc,page', '--contenders', 'telltale', '--rounds', '3', '--quick'];
    expect(readArguments(args)).toEqual({
      command: 'compare',
      cases: ['inc', 'page'],
      contenders: ['telltale'],
      rounds: 3,
      quick: true,
    });
  });

  it('takes the one case and contender of a profile', () => {
    expect(readArguments(['profile', '--case', 'inc', '--contender', 'telltale'])).toEqual({
      ...none,
      command: 'profile',
      cases: ['inc'],
      contenders: ['telltale'],
    });
  });

  it.each([
    [['--rounds', '4'], '--rounds: expected an odd number from 1 up, got "4"'],
    [['--rounds', '-1'], /rounds/],
    [['--rounds', 'many'], '--rounds: expected an odd number from 1 up, got "many"'],
    [['--cases', ','], '--cases: expected names, got nothing'],
    [['--fast'], /--fast/],
    [['compete'], /^expected one of compare, .*, got "compete"$/],
    [['profile', 'inc'], 'unexpected "inc"'],
  ])('refuses %j', (args, message) => {
    const read = () => readArguments(args);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});

describe('selected', () => {
  const names = ['inc', 'inc-labels', 'page'];
  const from = (parts?: string[]) => selected(names, (name) => name, parts);

  it('gives all where nothing is asked for', () => {
    expect(from()).toEqual(names);
  });

  it('takes a whole name for itself, and a part for all that have it', () => {
    expect(from(['inc'])).toEqual(['inc']);
    expect(from(['in'])).toEqual(['inc', 'inc-labels']);
    expect(from(['page', 'labels'])).toEqual(['inc-labels', 'page']);
  });

  it('refuses what is nowhere', () => {
    expect(() => from(['observe'])).toThrow(
      new UsageError('there is no "observe"; there are inc, inc-labels, page'),
    );
  });
});
