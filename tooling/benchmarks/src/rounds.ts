import type { Answer } from './measure-one.ts';
import { ProcessFailed, runProcess } from './run-process.ts';
import type { Runner } from './runners.ts';
import type { Settings } from './settings.ts';
import { spreadOf, type Spread } from './statistics.ts';

/** What came of one contender: its figures, that it has not what is measured, or why it failed. */
export type Figure = Spread | 'not offered' | { readonly failed: string };

export function isSpread(figure: Figure | undefined): figure is Spread {
  return typeof figure === 'object' && 'median' in figure;
}

export interface RoundsOptions {
  readonly caseId: string;
  readonly settings: Settings;
  readonly rounds: number;
  readonly runners: readonly Runner[];
  /** Told what is about to run. */
  readonly onStart?: (contender: string, round: number) => void;
  /** How a process is run. Default: {@link runProcess}. */
  readonly run?: typeof runProcess;
}

/**
 * Measures one case, round by round: in each, every contender once, so that what else the machine does falls on all of
 * them. Each round begins with the next contender, so that none always follows the same one.
 */
export async function measureRounds(options: RoundsOptions): Promise<Record<string, Figure>> {
  const { caseId, settings, runners, rounds, onStart, run = runProcess } = options;
  const values = new Map<string, number[]>();
  const ended = new Map<string, Figure>();
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < runners.length; place++) {
      const runner = runners[(place + round) % runners.length] as Runner;
      const { name } = runner;
      if (ended.has(name)) continue;
      onStart?.(name, round + 1);
      try {
        const task = { case: caseId, contender: name, settings };
        const { value } = (await run(runner.command(task))) as Answer;
        if (value === undefined) ended.set(name, 'not offered');
        else values.set(name, [...(values.get(name) ?? []), value]);
      } catch (error) {
        if (!(error instanceof ProcessFailed)) throw error;
        ended.set(name, { failed: error.message });
      }
    }
  }
  return Object.fromEntries(
    runners.map(({ name }) => [name, ended.get(name) ?? spreadOf(values.get(name) ?? [])]),
  );
}
