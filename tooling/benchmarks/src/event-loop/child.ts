import { listed } from '../contenders/all.ts';
import type { Settings } from '../settings.ts';
import { holdTimes } from './hold-time.ts';

/** What this program is asked: its only argument, as JSON. It answers with HoldTimes as JSON. */
export interface HoldTask {
  readonly contender: string;
  readonly settings: Settings;
  /** Pages after the first. */
  readonly laterPages: number;
}

if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
const task = JSON.parse(process.argv[2] ?? '{}') as HoldTask;
const found = listed.find(({ name }) => name === task.contender);
if (found === undefined) throw new RangeError(`there is no contender "${task.contender}"`);
const { contender } = await found.load();
const measured = await holdTimes(contender, task.settings, task.laterPages);
process.stdout.write(`${JSON.stringify(measured)}\n`);
