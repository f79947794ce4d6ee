// Taken when the module is loaded: a test that fakes the timers later does not make scrapes wait for it.
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };

/**
 * Resolves in the next turn of the event loop, when what has come in over the network meanwhile has been seen. Absent
 * where the runtime has no `setImmediate`: a timer would do, but delays every scrape by a millisecond.
 */
export const nextTurn: (() => Promise<void>) | undefined =
  setImmediate === undefined
    ? undefined
    : () =>
        new Promise((resolve) => {
          setImmediate(resolve);
        });
