import { describe, expect, it } from 'vitest';
import { measureRounds } from './rounds.ts';
import { ProcessFailed, runProcess } from './run-process.ts';
import { nodeRunner, type Runner } from './runners.ts';
import { listed } from './contenders/all.ts';
import { tinySettings } from './settings.ts';
import type { Spread } from './statistics.ts';

const runner = (name: string): Runner => ({ name, command: () => [name] });
const common = { caseId: 'inc', settings: tinySettings };

describe('measureRounds', () => {
  it('runs every contender once a round, and begins each round with the next one', async () => {
    const order: string[] = [];
    let time = 0;
    const figures = await measureRounds({
      ...common,
      rounds: 3,
      runners: [runner('a'), runner('b')],
      run: async ([program]) => {
        order.push(program);
        return { value: ++time };
      },
    });
    expect(order.join('')).toBe('abbaab');
    expect(figures).toEqual({
      a: { median: 4, min: 1, max: 5, rounds: [1, 4, 5] },
      b: { median: 3, min: 2, max: 6, rounds: [2, 3, 6] },
    });
  });

  it('asks those no more that failed or have not what is measured', async () => {
    const asked: string[] = [];
    const figures = await measureRounds({
      ...common,
      rounds: 3,
      runners: [runner('failing'), runner('without'), runner('good')],
      run: async ([program]) => {
        asked.push(program);
        if (program === 'failing') throw new ProcessFailed('out of memory');
        return program === 'good' ? { value: 1 } : {};
      },
    });
    expect(asked.toSorted()).toEqual(['failing', 'good', 'good', 'good', 'without']);
    expect(figures['failing']).toEqual({ failed: 'out of memory' });
    expect(figures['without']).toBe('not offered');
  });

  it('runs a process for each contender', async () => {
    const telltale = nodeRunner(listed.find(({ name }) => name === 'telltale')!);
    const figures = await measureRounds({ ...common, rounds: 1, runners: [telltale] });
    expect(figures['telltale']).toHaveProperty('median');
    expect((figures['telltale'] as Spread).median).toBeGreaterThan(0);
  });
});

describe('runProcess', () => {
  const node = async (program: string, timeoutMs?: number) =>
    runProcess([process.execPath, '-e', program], timeoutMs);

  it.each([
    ['throw new RangeError("too much")', 'RangeError: too much'],
    ['console.log("done")', 'expected JSON, got "done\\n"'],
    ['process.exit(3)', 'it said nothing'],
  ])('says what was wrong with %s', async (program, message) => {
    await expect(node(program)).rejects.toThrow(new ProcessFailed(message));
  });

  it('ends what takes too long', async () => {
    await expect(node('setInterval(() => {}, 1000)', 100)).rejects.toThrow('ended by SIGKILL');
  });

  it('says that a program is not there', async () => {
    await expect(runProcess(['/nowhere/program'])).rejects.toThrow('ENOENT');
  });
});
