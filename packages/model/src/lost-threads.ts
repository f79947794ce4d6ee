interface LostThreads {
  count: number;
}

const key = Symbol.for('@telltale/lost-threads');

// Marked, so that a bundle that has no such collector leaves it out.
/**
 * How many of the four threads of Node.js's pool wait for a system that has not answered in time, as that of a mount
 * whose server has gone. Of all collectors of the process together, also of those that a reload has replaced, and of every
 * copy of this package that a program may have: who finds too many asks nothing that may hang as well.
 */
export const lostThreads: LostThreads = /* @__PURE__ */ ofProcess();

function ofProcess(): LostThreads {
  const all = globalThis as { [key]?: LostThreads | undefined };
  return (all[key] ??= { count: 0 });
}
