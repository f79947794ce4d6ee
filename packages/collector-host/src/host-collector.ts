import os from 'node:os';
import type { Collector, Metric } from '@telltale/model';
import { ConstantRows } from './constant-rows.ts';
import { chosenSources, hostSettings, type HostCollectorOptions } from './host-options.ts';
import type { HostSource } from './host-source.ts';
import { portableSource, portableSourceNames } from './portable-sources.ts';
import { defaultSourceNames, hostSources, type HostSourceName } from './source-list.ts';

interface Outcome {
  readonly metrics: readonly Metric[];
  readonly seconds: number;
  readonly isSuccess: boolean;
}

/**
 * Makes the collector of the machine under the metric names of node_exporter. A source that fails costs only its own
 * metrics, and `node_scrape_collector_success` says which it was. Elsewhere than on Linux it shows the little that
 * Node.js tells.
 *
 * @throws INVALID_OPTION
 * @see https://github.com/prometheus/node_exporter
 */
export function hostCollector(options: HostCollectorOptions = {}): Collector {
  const settings = hostSettings(options);
  const { platform } = process;
  // What was mounted from a Linux is read as one.
  const isLinux = platform === 'linux' || options.procRoot !== undefined;
  const byDefault = isLinux ? defaultSourceNames : portableSourceNames(platform);
  const sources = chosenSources(options, byDefault).map((name) => ({
    name,
    read: isLinux ? hostSources[name](settings) : portableSource(name, { ...os, platform }),
  }));
  const labels = sources.map(({ name }) => [name]);
  const durations = new ConstantRows({
    name: 'node_scrape_collector_duration_seconds',
    help: 'node_exporter: Duration of a collector scrape.',
    type: 'gauge',
    labelNames: ['collector'],
  });
  const successes = new ConstantRows({
    name: 'node_scrape_collector_success',
    help: 'node_exporter: Whether a collector succeeded.',
    type: 'gauge',
    labelNames: ['collector'],
  });
  const { onError } = options;
  return {
    name: 'host',
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      const readings = sources.map(({ name, read }) =>
        outcomeOf(read, signal, (error) => {
          tell(onError, name, error);
        }),
      );
      const outcomes = await Promise.all(readings);
      signal.throwIfAborted();
      for (const { metrics } of outcomes) {
        for (const metric of metrics) buf.push(metric);
      }
      buf.push(
        durations.rows(
          labels,
          outcomes.map(({ seconds }) => seconds),
        ),
        successes.rows(
          labels,
          outcomes.map(({ isSuccess }) => (isSuccess ? 1 : 0)),
        ),
      );
    },
  };
}

async function outcomeOf(
  read: HostSource,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<Outcome> {
  const start = performance.now();
  const metrics: Metric[] = [];
  let isSuccess = true;
  try {
    const pending = read(metrics, signal);
    // What is read at once ends its time here, and not after the other sources have been read.
    if (pending !== undefined) await pending;
  } catch (error) {
    isSuccess = false;
    failed(error);
  }
  const seconds = (performance.now() - start) / 1000;
  return { metrics: isSuccess ? metrics : [], seconds, isSuccess };
}

function tell(
  onError: HostCollectorOptions['onError'],
  name: HostSourceName,
  error: unknown,
): void {
  try {
    onError?.(name, error);
  } catch {
    // A listener that fails is not a reason to lose the other sources.
  }
}
