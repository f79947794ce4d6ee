import type { Collector } from '@telltale/model';
import { Gauge } from '@telltale/metrics';

/**
 * How long the application has been running. `now` gives milliseconds; a clock that never steps back, as the default
 * does not when somebody sets the time of the machine.
 */
export function uptimeCollector(now: () => number = () => performance.now()): Collector {
  const uptime = new Gauge({
    name: 'app_uptime_seconds',
    help: 'Time since the application started.',
  });
  const startedAt = now();
  return {
    name: 'uptime',
    collect(buf) {
      uptime.set((now() - startedAt) / 1000);
      buf.push(uptime);
    },
  };
}
