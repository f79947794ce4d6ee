import { readdirSync, readFileSync } from 'node:fs';

/** A process, told from a later one that has got the same id by when it was started. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** In ticks since the machine was started. */
  readonly startTime: string;
}

/** The processes that a process has started, and those that they have, and so on. Linux only. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = runningProcesses();
  const below = (parent: number): RunningProcess[] =>
    all
      .filter((process) => process.parent === parent)
      .flatMap((process) => [process, ...below(process.pid)]);
  return below(pid);
}

/** Those of the processes that have not ended yet. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  const running = new Set(runningProcesses().map(identity));
  return processes.filter((process) => running.has(identity(process)));
}

function identity({ pid, startTime }: RunningProcess): string {
  return `${pid} ${startTime}`;
}

function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      let stat: string;
      try {
        stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      } catch {
        // Ended in the meantime.
        return [];
      }
      // The command stands in parentheses and may hold anything. See proc(5), /proc/[pid]/stat.
      const [, command = '', rest = ''] = /^\d+ \((.*)\) (.*)/s.exec(stat) ?? [];
      const fields = rest.split(' ');
      const [state, parent] = fields;
      if (state === 'Z' || state === 'X') return [];
      return [{ pid: Number(name), parent: Number(parent), command, startTime: fields[19] ?? '' }];
    });
}
