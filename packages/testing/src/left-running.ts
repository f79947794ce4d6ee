import { AsyncLocalStorage, createHook, executionAsyncId } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** What timers and handles have in common, which is how they can keep a process alive. */
interface Referenced {
  hasRef(): boolean;
}

/** Something that still keeps the process alive. */
export interface RunningResource {
  /** As Node.js calls it: `Timeout`, `TCPSERVERWRAP`, `WORKER`. */
  readonly type: string;
  /** The lines of the stack outside of Node.js, from the one that made it outwards. */
  readonly stack: readonly string[];
}

const millisecondsATurn = 20;
const mostFrames = 50;
/** Lines of a stack that are those of the hook itself. */
const hookFrames = 2;

/**
 * Runs `work` and tells what it has made that still keeps the process alive `waitMs` later: timers, sockets, workers.
 * What others make at the same time, such as the test runner, does not count.
 */
export async function leftRunning(
  work: () => unknown,
  waitMs: number,
): Promise<readonly RunningResource[]> {
  const isOurs = new AsyncLocalStorage<true>();
  const made = new Map<number, RunningResource & { readonly resource: Referenced }>();
  const stacks = new Map<number, readonly string[]>();
  const hook = createHook({
    init(id, type, _, resource) {
      if (isOurs.getStore() !== true) return;
      const own = stackOutside();
      // A server that listens once a name is looked up is made by Node.js, and asked for by whoever wanted the look-up.
      const stack = own.length > 0 ? own : (stacks.get(executionAsyncId()) ?? []);
      stacks.set(id, stack);
      if (isReferenced(resource)) made.set(id, { type, resource, stack });
    },
    destroy(id) {
      made.delete(id);
    },
  });
  const alive = (): RunningResource[] =>
    [...made.values()]
      .filter(({ resource }) => resource.hasRef())
      .map(({ type, stack }) => ({ type, stack }));
  hook.enable();
  try {
    await isOurs.run(true, async () => {
      await work();
    });
    // Sockets and threads take a few turns of the event loop to close.
    const end = performance.now() + waitMs;
    while (alive().length > 0 && performance.now() < end) await delay(millisecondsATurn);
    return alive();
  } finally {
    hook.disable();
  }
}

function isReferenced(resource: object): resource is Referenced {
  return typeof (resource as Partial<Referenced>).hasRef === 'function';
}

/** Where a resource is being made. */
function stackOutside(): string[] {
  const { stackTraceLimit } = Error;
  // A socket is made deep inside of Node.js.
  Error.stackTraceLimit = mostFrames;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack
    .split('\n')
    .slice(1 + hookFrames)
    .map((line) => line.trim())
    .filter((line) => !/\bnode:/.test(line));
}
