import { describe, expect, it } from 'vitest';
import { parseProcStat, startTimeSeconds } from './proc-stat.ts';

/** A line of /proc/<pid>/stat with the name given: 1,234 and 66 ticks of CPU, 11 threads, started after 98,765 ticks. */
const line = (name: string): string =>
  `4711 (${name}) S 1 4711 4711 34816 4711 4194304 9213 0 3 0 1234 66 0 0 20 0 11 0 98765 1073741824 21504 ` +
  '18446744073709551615 4194304 5000000 140720000000000 0 0 0 0 0 134217728 0 0 0 17 3 0 0 0 0 0\n';

const expected = {
  cpuSeconds: 13,
  cpuUserSeconds: 12.34,
  cpuSystemSeconds: 0.66,
  threads: 11,
  startTicks: 98_765,
  virtualMemoryBytes: 1_073_741_824,
};

describe('parseProcStat', () => {
  it.each([
    ['a plain name', 'node'],
    ['a name with blanks', 'my web server'],
    ['a name with parentheses', 'tmux: server (1)'],
    ['a name that looks like fields', ') R 1 2 3 ('],
    ['a name with a line end', 'two\nlines'],
    ['an empty name', ''],
  ])('reads the fields behind %s', (_, name) => {
    expect(parseProcStat(line(name))).toEqual(expected);
  });

  it('adds up ticks before it divides, so that the total has no rounding of its own', () => {
    const { cpuSeconds } = parseProcStat(line('node').replace(' 1234 66 ', ' 10 20 '));
    expect(cpuSeconds).toBe(0.3);
    expect(0.1 + 0.2).not.toBe(0.3);
  });

  it('leaves out what a short or broken line does not say', () => {
    const short = parseProcStat('4711 (node) S 1 4711 4711 34816 4711 4194304 9213 0 3 0 1234');
    expect(short).toEqual({ ...allUndefined, cpuUserSeconds: 12.34 });
    expect(parseProcStat('')).toEqual(allUndefined);
    expect(parseProcStat('4711 (node) S x y z')).toEqual(allUndefined);
  });
});

const allUndefined = Object.fromEntries(Object.keys(expected).map((key) => [key, undefined]));

describe('startTimeSeconds', () => {
  const systemStat = 'cpu  1 2 3\nintr 5 6\nctxt 7\nbtime 1700000000\nprocesses 8\n';

  it('adds the ticks since the machine started to when that was', () => {
    expect(startTimeSeconds(98_765, systemStat)).toBe(1_700_000_987.65);
  });

  it('is unknown without either of them', () => {
    expect(startTimeSeconds(undefined, systemStat)).toBeUndefined();
    expect(startTimeSeconds(98_765, 'cpu  1 2 3\n')).toBeUndefined();
  });
});
