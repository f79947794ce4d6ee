import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';
import { queueCollector } from './queue-collector.ts';

test('the page shows the length of each queue and the age of its oldest task', async () => {
  const now = 1_700_000_000_000;
  const queues = [
    { priority: 'high', size: 5, oldestSince: now - 2_000 },
    { priority: 'normal', size: 20, oldestSince: now - 10_250 },
    { priority: 'low', size: 0, oldestSince: undefined },
  ];

  expect(await pageOf(queueCollector(queues, () => now))).toBe(`\
# HELP queue_oldest_task_seconds How long the oldest task has been waiting, by priority; 0 where none waits.
# TYPE queue_oldest_task_seconds gauge
queue_oldest_task_seconds{priority="high"} 2
queue_oldest_task_seconds{priority="normal"} 10.25
queue_oldest_task_seconds{priority="low"} 0
# HELP queue_size Tasks waiting, by priority.
# TYPE queue_size gauge
queue_size{priority="high"} 5
queue_size{priority="normal"} 20
queue_size{priority="low"} 0
`);
});
