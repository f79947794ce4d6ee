import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** What timers and handles have in common, which is how they can keep a process alive. */
interface Referenced {
  hasRef(): boolean;
}

const turns = 50;
const millisecondsATurn = 20;

/**
 * Runs `work` and tells what it has made that still keeps the process alive a second later: timers, sockets, workers.
 * What others make at the same time, such as the test runner, does not count.
 */
export async function leftRunning(work: () => Promise<void>): Promise<string[]> {
  const isOurs = new AsyncLocalStorage<true>();
  const made = new Map<number, { type: string; resource: Referenced }>();
  const hook = createHook({
    init(id, type, _, resource) {
      if (isOurs.getStore() === true && isReferenced(resource)) made.set(id, { type, resource });
    },
    destroy(id) {
      made.delete(id);
    },
  });
  const alive = (): string[] =>
    [...made.values()].filter(({ resource }) => resource.hasRef()).map(({ type }) => type);
  hook.enable();
  try {
    await isOurs.run(true, work);
    // Sockets and threads take a few turns of the event loop to close.
    for (let turn = 0; turn < turns && alive().length > 0; turn++) await delay(millisecondsATurn);
    return alive();
  } finally {
    hook.disable();
  }
}

function isReferenced(resource: object): resource is Referenced {
  return typeof (resource as Partial<Referenced>).hasRef === 'function';
}
