import { fileURLToPath } from 'node:url';
import { listed, type Listed } from './contenders/all.ts';
import { golangName, type GoProgram } from './go-program.ts';
import type { Task } from './measure-one.ts';
import type { Command } from './run-process.ts';

/** A contender, as the process that compares them sees it: by name, and how to start a process that measures it. */
export interface Runner {
  readonly name: string;
  command(task: Task): Command;
}

/** Telltale is measured from its sources, so that nothing has to be built before. */
const nodeFlags = ['--expose-gc', '--conditions=@telltale/source'];

/** How to run one of the programs of this package in a process of its own. */
export function nodeCommand(file: string, argument: unknown, flags: string[] = []): Command {
  const program = fileURLToPath(new URL(file, import.meta.url));
  return [process.execPath, ...nodeFlags, ...flags, program, JSON.stringify(argument)];
}

export function nodeRunner({ name }: Listed): Runner {
  return { name, command: (task) => nodeCommand('./child.ts', task) };
}

/** Every contender that can be run here. */
export function allRunners(golang: GoProgram | undefined): Runner[] {
  const runners = listed.map(nodeRunner);
  if (golang !== undefined) {
    const command = (task: Task): Command => [golang.file, JSON.stringify(task)];
    runners.push({ name: golangName, command });
  }
  return runners;
}
