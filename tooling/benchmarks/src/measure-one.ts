import { caseNamed } from './cases/all.ts';
import { listed } from './contenders/all.ts';
import type { Settings } from './settings.ts';

/** What a process is asked to measure: its only argument, as JSON. */
export interface Task {
  readonly case: string;
  readonly contender: string;
  readonly settings: Settings;
}

/** What it answers: one line of JSON on standard output. `value` is absent where the contender has not what is measured. */
export interface Answer {
  readonly value?: number | undefined;
}

/** @throws RangeError if there is no such case or contender, WrongPage if the contender did not do its work */
export async function measureOne(task: Task): Promise<Answer> {
  const one = caseNamed(task.case);
  const found = listed.find(({ name }) => name === task.contender);
  if (found === undefined) throw new RangeError(`there is no contender "${task.contender}"`);
  const { contender } = await found.load();
  return { value: await one.run(contender, task.settings) };
}
