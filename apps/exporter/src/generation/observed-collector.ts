import { isMetric, type Collector, type Metric } from '@telltale/model';
import type { CollectorState } from '../metrics/collector-state.ts';
import { isAbandoned } from '../modes/abandoned.ts';
import { isTimeout, underDeadline } from '../modes/under-deadline.ts';
import { limitSeries } from './limit-series.ts';

export interface ObservedOptions {
  readonly name: string;
  readonly state: CollectorState;
  /** Deadline of a collection in milliseconds. Default: that of whoever asks. */
  readonly deadlineMs?: number | undefined;
  /** Default: no limit. */
  readonly seriesLimit?: number | undefined;
}

/**
 * The same collector, which tells its state how each collection went. What it gives is read at the moment it settles,
 * and it settles at its deadline whether or not the collector does.
 */
export function observedCollector(
  collector: Collector,
  { name, state, deadlineMs, seriesLimit = Infinity }: ObservedOptions,
): Collector {
  return {
    name,
    async collect(buf, { signal }) {
      const start = performance.now();
      const seconds = (): number => (performance.now() - start) / 1000;
      const metrics: Metric[] = [];
      try {
        const returned = await underDeadline(
          { timeoutMs: deadlineMs, signal },
          (inner) => collector.collect(metrics, { signal: inner }) as unknown,
        );
        if ([returned].flat().some(isMetric)) {
          throw new Error('collect() returned metrics; append them to buf');
        }
      } catch (error) {
        if (!isAbandoned(error)) {
          const cause = isTimeout(error) || signal.aborted ? 'timeout' : 'error';
          state.collected({ seconds: seconds(), failure: { cause, error } });
        }
        throw error;
      }
      const { kept, dropped, series } = limitSeries(metrics, seriesLimit);
      if (dropped > 0) state.dropped(dropped);
      state.collected({ seconds: seconds(), series });
      for (const metric of kept) buf.push(metric);
    },
  };
}
