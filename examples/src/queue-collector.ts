import type { Collector } from '@telltale/model';
import { Gauge } from '@telltale/metrics';

export interface TaskQueue {
  readonly priority: string;
  readonly size: number;
  /** When the task at the head came in: Unix time in milliseconds. `undefined` where the queue is empty. */
  readonly oldestSince: number | undefined;
}

/** Length and age of queues that exist for as long as the application does. `now` is Unix time in milliseconds. */
export function queueCollector(
  queues: readonly TaskQueue[],
  now: () => number = Date.now,
): Collector {
  const size = new Gauge({
    name: 'queue_size',
    help: 'Tasks waiting, by priority.',
    labelNames: ['priority'],
  });
  const oldest = new Gauge({
    name: 'queue_oldest_task_seconds',
    help: 'How long the oldest task has been waiting, by priority; 0 where none waits.',
    labelNames: ['priority'],
  });
  // The queues are known from the start, so their series are looked up once.
  const watched = queues.map((queue) => ({
    queue,
    size: size.labels({ priority: queue.priority }),
    oldest: oldest.labels({ priority: queue.priority }),
  }));
  return {
    name: 'queues',
    collect(buf) {
      for (const { queue, size, oldest } of watched) {
        size.set(queue.size);
        oldest.set(queue.oldestSince === undefined ? 0 : (now() - queue.oldestSince) / 1000);
      }
      buf.push(size, oldest);
    },
  };
}
