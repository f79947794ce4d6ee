import { appStatsCollector } from '@telltale/examples/src/app-stats-collector.ts';
import { cacheCollector } from '@telltale/examples/src/cache-collector.ts';
import { configCollector } from '@telltale/examples/src/config-collector.ts';
import { frameworkCollector } from '@telltale/examples/src/framework-collector.ts';
import { gameCollector } from '@telltale/examples/src/game-server.ts';
import { poolCollector } from '@telltale/examples/src/pool-collector.ts';
import { queueCollector } from '@telltale/examples/src/queue-collector.ts';
import { uptimeCollector } from '@telltale/examples/src/uptime-collector.ts';
import type { Collector } from '@telltale/model';

/** The collectors of the examples, on sources that stand in for real ones. */
export function exampleCollectors(): Collector[] {
  return [
    uptimeCollector(),
    appStatsCollector({ activeUsers: 120, totalRequests: 4_321, queueSize: 17 }),
    poolCollector([
      { name: 'mysql', active: 10, idle: 5 },
      { name: 'a "quoted" name, a \\ and a\nnew line', active: 1, idle: 0 },
    ]),
    cacheCollector({ entries: 640, hits: 150, misses: 50 }),
    queueCollector([
      { priority: 'high', size: 5, oldestSince: Date.now() - 2_000 },
      { priority: 'low', size: 0, oldestSince: undefined },
    ]),
    configCollector(() => Promise.resolve({ version: 123, reloadedAt: new Date() })),
    frameworkCollector(() => ({ workerBacklog: 3, tcpConnections: 42, sentBytes: 10_000 })),
    gameCollector({ onlinePlayers: 250, activeBattles: 50 }),
  ];
}
