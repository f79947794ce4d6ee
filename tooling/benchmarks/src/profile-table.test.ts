import { expect, it } from 'vitest';
import { profileTable } from './profile-table.ts';

const node = (id: number, functionName: string, url: string, lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

it('adds up the time of each function, whoever called it', () => {
  const profile = {
    nodes: [
      node(1, 'inc', 'file:///repo/packages/a.ts', 9),
      node(2, 'inc', 'file:///repo/packages/a.ts', 9),
      node(3, '', 'node:internal/timers', 1),
      node(4, '(garbage collector)', ''),
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [2_000, 3_000, 4_000, 1_000],
  };
  expect(profileTable(profile, '/repo', 2).split('\n')).toEqual([
    '| self    | part  | function    | where                  |',
    '| ------- | ----- | ----------- | ---------------------- |',
    '| 5.00 ms | 50.0% | inc         | packages/a.ts:10       |',
    '| 4.00 ms | 40.0% | (anonymous) | node:internal/timers:2 |',
    '',
  ]);
});
