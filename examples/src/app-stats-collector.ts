import type { Collector } from '@telltale/model';
import { Counter, Gauge } from '@telltale/metrics';

/** What the application keeps anyway. It is read at each scrape, so pass the live object. */
export interface AppStats {
  readonly activeUsers: number;
  readonly totalRequests: number;
  readonly queueSize: number;
}

/** Several metrics from one source. */
export function appStatsCollector(stats: AppStats): Collector {
  const activeUsers = new Gauge({ name: 'app_active_users', help: 'Users that are signed in.' });
  const totalRequests = new Counter({
    name: 'app_total_requests',
    help: 'Requests processed since the application started.',
  });
  const queueSize = new Gauge({ name: 'app_queue_size', help: 'Messages waiting in the queue.' });
  return {
    name: 'app_stats',
    collect(buf) {
      activeUsers.set(stats.activeUsers);
      totalRequests.advanceTo(stats.totalRequests);
      queueSize.set(stats.queueSize);
      buf.push(activeUsers, totalRequests, queueSize);
    },
  };
}
