import { FamilyTemplate } from '@telltale/model/internal';
import type { RuntimeSource } from './runtime-source.ts';

/**
 * What Node.js calls the resources that are requests to the system: each ends by itself, with an answer. A type that
 * it makes up some day counts as a handle.
 */
const requestTypes: ReadonlySet<string> = new Set([
  'ConnectWrap',
  'FSReqCallback',
  'FSReqPromise',
  'CloseReq',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
  'SendWrap',
  'SimpleShutdownWrap',
  'SimpleWriteWrap',
]);

const timerTypes: ReadonlySet<string> = new Set(['Timeout', 'Immediate']);

/** Shows what keeps the event loop alive, counted by type, and in three groups. */
export function activeResources(): RuntimeSource {
  const byType = {
    name: 'nodejs_active_resources',
    help: 'Resources that keep the event loop alive, by type: sockets, servers, timers, requests to the system.',
    type: 'gauge',
    labelNames: ['type'],
  } as const;
  let types = new FamilyTemplate({ ...byType, rows: [] });
  const handles = new FamilyTemplate({
    name: 'nodejs_active_handles',
    help: 'Active resources that are open until they are closed: sockets, servers, child processes, watchers.',
    type: 'gauge',
  });
  const requests = new FamilyTemplate({
    name: 'nodejs_active_requests',
    help: 'Active resources that are requests to the system: of files, names, connections and writes.',
    type: 'gauge',
  });
  const timers = new FamilyTemplate({
    name: 'nodejs_active_timers',
    help: 'Active resources that are timers: timeouts, intervals and immediates.',
    type: 'gauge',
  });
  /** How many there are of each type. One that was there once stays, at 0. */
  const counts = new Map<string, number>();
  return {
    collect(buf) {
      const known = counts.size;
      for (const type of counts.keys()) counts.set(type, 0);
      const groups = { handles: 0, requests: 0, timers: 0 };
      for (const type of process.getActiveResourcesInfo()) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
        groups[groupOf(type)]++;
      }
      if (counts.size > known) {
        types = new FamilyTemplate({
          ...byType,
          rows: Array.from(counts.keys(), (type) => [type]),
        });
      }
      const values = new Float64Array(counts.size);
      let at = 0;
      counts.forEach((count) => (values[at++] = count));
      buf.push(
        types.of(values),
        handles.ofOne(groups.handles),
        requests.ofOne(groups.requests),
        timers.ofOne(groups.timers),
      );
    },
  };
}

function groupOf(type: string): 'handles' | 'requests' | 'timers' {
  if (timerTypes.has(type)) return 'timers';
  return requestTypes.has(type) ? 'requests' : 'handles';
}
