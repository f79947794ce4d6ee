import { readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ConstantRows } from '../constant-rows.ts';
import type { HostSettings, HostSource } from '../host-source.ts';
import { fieldsOf, kernelNumber, malformed, readKernelText } from '../kernel-text.ts';
import { isGone, orLeftOut } from '../left-out.ts';
import { RowLabels } from '../row-labels.ts';

/** How many processes are read before others have their turn on the event loop: about a millisecond's work. */
const processesAtOnce = 64;

interface TaskStat {
  readonly state: string;
  readonly threads: number;
}

/** `/proc/<pid>/stat` of every process, and of the threads of those that have several. */
export function processes({ procRoot }: HostSettings): HostSource {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): ConstantRows =>
    new ConstantRows({ name: `node_processes_${name}`, help, type: 'gauge', labelNames });
  const threads = gauge('threads', 'Allocated threads in system');
  const maxThreads = gauge('max_threads', 'Limit of threads in the system');
  const state = gauge('state', 'Number of processes in each state.', ['state']);
  const threadsState = gauge('threads_state', 'Number of threads in each state.', ['thread_state']);
  const pids = gauge('pids', 'Number of PIDs');
  const maxProcesses = gauge('max_processes', 'Number of max PIDs limit');
  const labels = new RowLabels();
  const threadLabels = new RowLabels();
  const limits = [
    { path: `${procRoot}/sys/kernel/threads-max`, rows: maxThreads },
    { path: `${procRoot}/sys/kernel/pid_max`, rows: maxProcesses },
  ];
  const byState = (family: ConstantRows, kept: RowLabels, counts: Map<string, number>) => {
    const rows = [...counts.keys()].map((name, index) => kept.at(index, [name]));
    return family.rows(rows, [...counts.values()]);
  };
  return async (buf, signal, leaveOut) => {
    const states = new Map<string, number>();
    const threadStates = new Map<string, number>();
    let processCount = 0;
    let threadCount = 0;
    for (const [index, pid] of numbersIn(procRoot).entries()) {
      if (index > 0 && index % processesAtOnce === 0) {
        await setImmediate();
        signal.throwIfAborted();
      }
      const stat = readStat(`${procRoot}/${pid}/stat`);
      // It has ended since the listing.
      if (stat === undefined) continue;
      processCount++;
      threadCount += stat.threads;
      count(states, stat.state);
      // The first thread has the number of the process and is the one that was just read.
      count(threadStates, stat.state);
      if (stat.threads > 1) countOtherThreads(threadStates, procRoot, pid);
    }
    buf.push(
      threads.one(threadCount),
      byState(state, labels, states),
      byState(threadsState, threadLabels, threadStates),
      pids.one(processCount),
    );
    for (const { path, rows } of limits) {
      const most = orLeftOut(leaveOut, () =>
        kernelNumber(readKernelText(path).trim(), path, 'the value'),
      );
      if (most !== undefined) buf.push(rows.one(most));
    }
  };
}

function numbersIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^\d+$/.test(name));
}

function countOtherThreads(counts: Map<string, number>, procRoot: string, pid: string): void {
  const folder = `${procRoot}/${pid}/task`;
  for (const id of unlessGone(() => numbersIn(folder)) ?? []) {
    if (id === pid) continue;
    const stat = readStat(`${folder}/${id}/stat`);
    if (stat !== undefined) count(counts, stat.state);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function readStat(path: string): TaskStat | undefined {
  const text = unlessGone(() => readKernelText(path));
  if (text === undefined) return undefined;
  // The name of the program stands in parentheses, and may have some itself.
  const fields = fieldsOf(text.slice(text.lastIndexOf(')') + 1));
  const [state] = fields;
  if (state === undefined) throw malformed(path, 'there is no state');
  return { state, threads: kernelNumber(fields[17], path, 'num_threads') };
}

/** What is read of a process, or `undefined` where that has ended: before the file is opened, or while it is read. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
