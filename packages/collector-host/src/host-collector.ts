import os from 'node:os';
import type { Collector } from '@telltale/model';
import { ConstantRows } from './constant-rows.ts';
import { chosenSources, hostSettings, type HostCollectorOptions } from './host-options.ts';
import { portableSource, portableSourceNames } from './portable-sources.ts';
import { SourceReading } from './source-reading.ts';
import { defaultSourceNames, hostSources, type HostSourceName } from './source-list.ts';

/**
 * Makes the collector of the machine under the metric names of node_exporter. A source that fails costs only its own
 * metrics, and `node_scrape_collector_success` says which it was; a line, a file or a device of it that is not what it
 * should be costs only what is made of it. Elsewhere than on Linux it shows the little that
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
    reading: new SourceReading(
      isLinux ? hostSources[name](settings) : portableSource(name, { ...os, platform }),
      settings.sourceTimeoutMs,
    ),
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
      const outcomes = await Promise.all(
        sources.map(async ({ name, reading }) => {
          const outcome = await reading.outcome(signal);
          if (outcome.error !== undefined) tell(onError, name, outcome.error);
          for (const problem of outcome.leftOut) tell(onError, name, problem);
          return outcome;
        }),
      );
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
          outcomes.map(({ error }) => (error === undefined ? 1 : 0)),
        ),
      );
    },
  };
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
