import { performance } from 'node:perf_hooks';
import { constantFamily } from '@telltale/model';
import type { RuntimeSource } from './runtime-source.ts';

/**
 * Shows how long the event loop has worked and waited in all, so that any reader can work out its utilisation over any
 * range. Families of each reading rather than Counters that follow it: adding up differences of doubles drifts in the
 * last digits.
 */
export function eventLoopUtilisation(): RuntimeSource {
  const startTimestamp = performance.timeOrigin / 1000;
  const total = (name: string, help: string, milliseconds: number) =>
    constantFamily({
      name,
      help,
      type: 'counter',
      unit: 'seconds',
      series: [{ value: milliseconds / 1000, startTimestamp }],
    });
  return {
    collect(buf) {
      const { active, idle } = performance.eventLoopUtilization();
      buf.push(
        total(
          'nodejs_eventloop_active_seconds_total',
          'Time that the event loop has spent running code, in seconds.',
          active,
        ),
        total(
          'nodejs_eventloop_idle_seconds_total',
          'Time that the event loop has spent waiting for something to do, in seconds.',
          idle,
        ),
      );
    },
  };
}
