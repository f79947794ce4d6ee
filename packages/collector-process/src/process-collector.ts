import { accessSync, constants } from 'node:fs';
import { MetricError, type Collector } from '@telltale/model';
import { checkOptions, describeValue } from '@telltale/model/internal';
import { nodeSource } from './node-source.ts';
import { procSource } from './proc-source.ts';
import { processMetrics } from './process-metrics.ts';

/** Options of {@link processCollector}. */
export interface ProcessCollectorOptions {
  /**
   * Where the proc file system is mounted. Where it is given, it is read on any platform. Default: `/proc` on Linux,
   * if it may be read; none elsewhere, where what Node.js knows is shown.
   */
  readonly procRoot?: string | undefined;
}

/**
 * Makes the collector of the customary `process_*` metrics of this process. It leaves out a metric whose source is
 * missing. On Linux it keeps four files of the proc file system open from its first scrape on, until
 * `collector[Symbol.dispose]()`; from then on it appends nothing. Where there is no proc file system, limits are asked for
 * at the first scrape, in a thread that lives for that, and shown from the next one on.
 *
 * @throws INVALID_OPTION if `procRoot` is not a non-empty string, or there is another option
 * @see Prometheus documentation, "Writing client libraries", "Process metrics"
 */
export function processCollector(options: ProcessCollectorOptions = {}): Collector & Disposable {
  checkOptions('processCollector: options', options, ['procRoot']);
  const procRoot = options.procRoot ?? (hasProc() ? '/proc' : undefined);
  checkProcRoot(procRoot);
  const source = procRoot === undefined ? nodeSource() : procSource(procRoot);
  let isDisposed = false;
  const append = processMetrics();
  return {
    name: 'process',
    collect(buf, { signal }) {
      signal.throwIfAborted();
      if (!isDisposed) append(buf, source.read());
    },
    [Symbol.dispose]() {
      isDisposed = true;
      source[Symbol.dispose]();
    },
  };
}

/** Node.js refuses it with `--permission`, and a jail may lack it: what Node.js itself knows is more than nothing. */
function hasProc(): boolean {
  if (process.platform !== 'linux' && process.platform !== 'android') return false;
  try {
    accessSync('/proc/self/stat', constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function checkProcRoot(procRoot: unknown): void {
  if (procRoot === undefined || (typeof procRoot === 'string' && procRoot !== '')) return;
  throw new MetricError(
    'INVALID_OPTION',
    `processCollector: procRoot is ${describeValue(procRoot)}, expected the path where the proc file system is ` +
      'mounted. Leave it out to read /proc.',
  );
}
