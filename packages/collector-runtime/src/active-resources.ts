import { Gauge } from '@telltale/metrics';
import type { RuntimeSource } from './runtime-source.ts';

/** Shows what keeps the event loop alive, counted by type. */
export function activeResources(): RuntimeSource {
  const gauge = new Gauge({
    name: 'nodejs_active_resources',
    help: 'Resources that keep the event loop alive, by type: sockets, servers, timers, requests to the system.',
    labelNames: ['type'],
  });
  return {
    collect(buf) {
      // A type that was there once stays, at 0.
      gauge.reset();
      for (const type of process.getActiveResourcesInfo()) gauge.labels(type).inc();
      buf.push(gauge);
    },
  };
}
