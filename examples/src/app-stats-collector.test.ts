import { expect, test } from 'vitest';
import { appStatsCollector } from './app-stats-collector.ts';
import { pageOf } from './page-of.ts';

test('the page shows what the application counts, as it is at the scrape', async () => {
  const stats = { activeUsers: 0, totalRequests: 0, queueSize: 0 };
  const collector = appStatsCollector(stats);
  Object.assign(stats, { activeUsers: 120, totalRequests: 4_321, queueSize: 17 });

  expect(await pageOf(collector)).toBe(`\
# HELP app_active_users Users that are signed in.
# TYPE app_active_users gauge
app_active_users 120
# HELP app_queue_size Messages waiting in the queue.
# TYPE app_queue_size gauge
app_queue_size 17
# HELP app_total_requests Requests processed since the application started.
# TYPE app_total_requests counter
app_total_requests 4321
`);
});
