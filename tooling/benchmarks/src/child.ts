import { measureOne, type Task } from './measure-one.ts';

// The program of one process that measures: one contender, one case, a heap of its own.
if (globalThis.gc === undefined) throw new Error('start it with --expose-gc');
const task = JSON.parse(process.argv[2] ?? '{}') as Task;
process.stdout.write(`${JSON.stringify(await measureOne(task))}\n`);
