// Prints the page of all the collectors of this folder, on sources that stand in for real ones.
import { appStatsCollector } from './app-stats-collector.ts';
import { cacheCollector } from './cache-collector.ts';
import { configCollector } from './config-collector.ts';
import { frameworkCollector } from './framework-collector.ts';
import { gameCollector } from './game-server.ts';
import { pageOf } from './page-of.ts';
import { poolCollector } from './pool-collector.ts';
import { queueCollector } from './queue-collector.ts';
import { uptimeCollector } from './uptime-collector.ts';

const page = await pageOf(
  uptimeCollector(),
  appStatsCollector({ activeUsers: 120, totalRequests: 4_321, queueSize: 17 }),
  poolCollector([
    { name: 'mysql', active: 10, idle: 5 },
    { name: 'redis', active: 20, idle: 15 },
  ]),
  cacheCollector({ entries: 640, hits: 150, misses: 50 }),
  queueCollector([
    { priority: 'high', size: 5, oldestSince: Date.now() - 2_000 },
    { priority: 'low', size: 0, oldestSince: undefined },
  ]),
  configCollector(() => Promise.resolve({ version: 123, reloadedAt: new Date() })),
  frameworkCollector(() => ({ workerBacklog: 3, tcpConnections: 42, sentBytes: 10_000 })),
  gameCollector({ onlinePlayers: 250, activeBattles: 50 }),
);
process.stdout.write(page);
