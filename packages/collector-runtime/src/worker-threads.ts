import type { Worker } from 'node:worker_threads';
import { Counter } from '@telltale/metrics';
import { FamilyTemplate } from '@telltale/model/internal';
import { subscribeTo } from './channel-subscriptions.ts';
import type { RuntimeSource } from './runtime-source.ts';

/** Counts the worker threads that this thread starts from now on. Active resources do not show them. */
export function workerThreads(): RuntimeSource {
  const running = new FamilyTemplate({
    type: 'gauge',
    name: 'nodejs_worker_threads',
    help: 'Worker threads that this thread has started and that run, of those started since the collector was made.',
  });
  const started = new Counter({
    name: 'nodejs_worker_threads_started_total',
    help: 'Worker threads that this thread has started.',
  });
  const workers = new Set<Worker>();
  function ended(this: Worker): void {
    workers.delete(this);
  }
  const unsubscribe = subscribeTo({
    worker_threads({ worker }: { readonly worker: Worker }) {
      started.inc();
      workers.add(worker);
      // It comes last, also after an error; listening to that would keep it from being thrown.
      worker.on('exit', ended);
    },
  });
  return {
    collect(buf) {
      buf.push(running.ofOne(workers.size), started);
    },
    dispose() {
      unsubscribe();
      for (const worker of workers) worker.off('exit', ended);
      workers.clear();
    },
  };
}
