import { performance } from 'node:perf_hooks';
import { FamilyTemplate } from '@telltale/model/internal';
import type { RuntimeSource } from './runtime-source.ts';

/**
 * Shows how long the event loop has worked and waited in all, so that any reader can work out its utilisation over any
 * range. Families of each reading rather than Counters that follow it: adding up differences of doubles drifts in the
 * last digits.
 */
export function eventLoopUtilisation(): RuntimeSource {
  const startTimestamp = performance.timeOrigin / 1000;
  const total = (name: string, help: string): FamilyTemplate =>
    new FamilyTemplate({ name, help, type: 'counter', unit: 'seconds', startTimestamp });
  const activeTotal = total(
    'nodejs_eventloop_active_seconds_total',
    'Time that the event loop has spent running code, in seconds.',
  );
  const idleTotal = total(
    'nodejs_eventloop_idle_seconds_total',
    'Time that the event loop has spent waiting for something to do, in seconds.',
  );
  return {
    collect(buf) {
      const { active, idle } = performance.eventLoopUtilization();
      buf.push(activeTotal.ofOne(active / 1000), idleTotal.ofOne(idle / 1000));
    },
  };
}
