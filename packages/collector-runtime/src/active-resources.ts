import { Gauge } from '@telltale/metrics';
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
  const byType = new Gauge({
    name: 'nodejs_active_resources',
    help: 'Resources that keep the event loop alive, by type: sockets, servers, timers, requests to the system.',
    labelNames: ['type'],
  });
  const handles = new Gauge({
    name: 'nodejs_active_handles',
    help: 'Active resources that are open until they are closed: sockets, servers, child processes, watchers.',
  });
  const requests = new Gauge({
    name: 'nodejs_active_requests',
    help: 'Active resources that are requests to the system: of files, names, connections and writes.',
  });
  const timers = new Gauge({
    name: 'nodejs_active_timers',
    help: 'Active resources that are timers: timeouts, intervals and immediates.',
  });
  return {
    collect(buf) {
      // A type that was there once stays, at 0.
      byType.reset();
      for (const group of [handles, requests, timers]) group.reset();
      for (const type of process.getActiveResourcesInfo()) {
        byType.labels(type).inc();
        if (timerTypes.has(type)) timers.inc();
        else (requestTypes.has(type) ? requests : handles).inc();
      }
      buf.push(byType, handles, requests, timers);
    },
  };
}
