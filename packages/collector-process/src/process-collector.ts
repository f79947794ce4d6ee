import { MetricError, type Collector } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { nodeSource } from './node-source.ts';
import { procSource } from './proc-source.ts';
import { processMetrics } from './process-metrics.ts';

/** Options of {@link processCollector}. */
export interface ProcessCollectorOptions {
  /**
   * Where the proc file system is mounted. Where it is given, it is read on any platform. Default: `/proc` on Linux;
   * none elsewhere, where what Node.js knows is shown.
   */
  readonly procRoot?: string | undefined;
}

/**
 * Makes the collector of the customary `process_*` metrics of this process. It holds nothing between scrapes, and
 * leaves out a metric whose source is missing.
 *
 * @throws INVALID_OPTION if `procRoot` is not a non-empty string
 * @see Prometheus documentation, "Writing client libraries", "Process metrics"
 */
export function processCollector(options: ProcessCollectorOptions = {}): Collector {
  const procRoot = options.procRoot ?? (hasProc() ? '/proc' : undefined);
  checkProcRoot(procRoot);
  const read = procRoot === undefined ? nodeSource() : procSource(procRoot);
  const append = processMetrics();
  return {
    name: 'process',
    collect(buf, { signal }) {
      signal.throwIfAborted();
      append(buf, read());
    },
  };
}

function hasProc(): boolean {
  return process.platform === 'linux' || process.platform === 'android';
}

function checkProcRoot(procRoot: unknown): void {
  if (procRoot === undefined || (typeof procRoot === 'string' && procRoot !== '')) return;
  throw new MetricError(
    'INVALID_OPTION',
    `processCollector: procRoot is ${describeValue(procRoot)}, expected the path where the proc file system is ` +
      'mounted. Leave it out to read /proc.',
  );
}
