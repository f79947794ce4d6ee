import { describe, expect, it } from 'vitest';
import { closestMatch } from './closest-match.ts';

const flags = ['web.listen-address', 'web.telemetry-path', 'log.level', 'log.format', 'help'];

describe('closestMatch', () => {
  it.each([
    ['web.listen-adress', 'web.listen-address'],
    ['listen-address', 'web.listen-address'],
    ['loglevel', 'log.level'],
    ['log.fromat', 'log.format'],
    ['hlep', 'help'],
    ['log.level', 'log.level'],
  ])('takes %s for %s', (typed, meant) => {
    expect(closestMatch(typed, flags)).toBe(meant);
  });

  it.each(['x', '', 'config.file', 'port'])('makes no guess at %j', (typed) => {
    expect(closestMatch(typed, flags)).toBeUndefined();
  });

  it('takes the first of several that are equally near', () => {
    expect(closestMatch('cat', ['bat', 'rat'])).toBe('bat');
  });

  it('makes no guess without candidates', () => {
    expect(closestMatch('cat', [])).toBeUndefined();
  });
});
