import { constantFamily, MetricError, type Collector, type Metric } from '@telltale/model';
import { checkOptions, describeValue } from '@telltale/model/internal';
import { groups, loadAddon, type Addon, type AddonFault, type Row } from './addon.ts';
import { figureGauges } from './figures.ts';
import { glibcFigures } from './glibc-metrics.ts';
import { jemallocMetrics, type JemallocOptions } from './jemalloc-metrics.ts';
import { mimallocFigures, withResident } from './mimalloc-metrics.ts';
import { tcmallocFigures } from './tcmalloc-metrics.ts';

/** Options of {@link allocatorCollector}. */
export interface AllocatorCollectorOptions {
  /**
   * Path of the compiled addon. Default: that of the optional package for this platform,
   * `@telltale/collector-allocator-linux-x64` or `…-linux-arm64`.
   */
  readonly addon?: string | undefined;
  /** What is shown of jemalloc, where that is the allocator. Default: its figures and options. */
  readonly jemalloc?: JemallocOptions | undefined;
}

/** Why there are figures or none: the label `reason` of `allocator_available`. */
type Reason = 'found' | 'unknown_allocator' | 'no_statistics' | AddonFault;

type Append = (buf: Metric[], addon: Addon, row: Row<number>) => void;

/**
 * Makes the collector of what the native memory allocator of this process says of itself. It finds out which one that
 * is: jemalloc, mimalloc, tcmalloc or the malloc of glibc. Where there is no addon or no known allocator,
 * `allocator_available` is 0 and says why, and no figure is shown. It holds nothing between scrapes.
 *
 * @throws INVALID_OPTION if `addon` is not a non-empty string, an option of jemalloc is no boolean, or there is another option
 */
export function allocatorCollector(options: AllocatorCollectorOptions = {}): Collector {
  checkOptions('allocatorCollector: options', options, ['addon', 'jemalloc']);
  checkAddon(options.addon);
  const jemalloc = jemallocMetrics(options.jemalloc);
  const addon = loadAddon(options.addon);
  // An allocator stays what it is for as long as the process runs, so this is made once.
  const read = typeof addon === 'string' ? without(addon) : readerOf(addon, jemalloc);
  return {
    name: 'allocator',
    collect(buf, { signal }) {
      signal.throwIfAborted();
      read(buf);
    },
  };
}

/** An addon that fails must not cost the caller its other metrics. */
function readerOf(addon: Addon, jemalloc: Append): (buf: Metric[]) => void {
  try {
    const found = addon.allocator();
    return found === undefined ? without('unknown_allocator') : reading(addon, found, jemalloc);
  } catch {
    return without('addon_broken');
  }
}

function without(reason: Reason): (buf: Metric[]) => void {
  const family = available('unknown', reason);
  return (buf) => {
    buf.push(family);
  };
}

function reading(
  addon: Addon,
  { name, version }: { readonly name: string; readonly version: string },
  jemalloc: Append,
): (buf: Metric[]) => void {
  const append = appendOf(name, jemalloc);
  if (append === undefined) return without('unknown_allocator');
  const isFound = available(name, 'found');
  const hasNoStatistics = available(name, 'no_statistics');
  const versionInfo = info(name, version);
  return (buf) => {
    const [row] = (addon.read(groups.figures) ?? []) as readonly Row<number>[];
    buf.push(row === undefined ? hasNoStatistics : isFound, versionInfo);
    if (row !== undefined) append(buf, addon, row);
  };
}

function appendOf(allocator: string, jemalloc: Append): Append | undefined {
  if (allocator === 'jemalloc') return jemalloc;
  if (allocator === 'mimalloc') {
    const append = figureGauges(mimallocFigures);
    return (buf, _addon, row) => append(buf, withResident(row));
  }
  const figures = { tcmalloc: tcmallocFigures, glibc: glibcFigures }[allocator];
  if (figures === undefined) return undefined;
  const append = figureGauges(figures);
  return (buf, _addon, row) => append(buf, row);
}

function available(allocator: string, reason: Reason): Metric {
  return constantFamily({
    name: 'allocator_available',
    help: 'Whether there are figures of the memory allocator: 1, or 0 for the reason in the label.',
    type: 'gauge',
    labelNames: ['allocator', 'reason'],
    series: [{ labels: { allocator, reason }, value: reason === 'found' ? 1 : 0 }],
  });
}

function info(allocator: string, version: string): Metric {
  return constantFamily({
    name: 'allocator_info',
    help: 'The memory allocator of this process and its version, as labels; the value is always 1.',
    type: 'gauge',
    labelNames: ['allocator', 'version'],
    series: [{ labels: { allocator, version }, value: 1 }],
  });
}

function checkAddon(addon: unknown): void {
  if (addon === undefined || (typeof addon === 'string' && addon !== '')) return;
  throw new MetricError(
    'INVALID_OPTION',
    `allocatorCollector: addon is ${describeValue(addon)}, expected the path of the compiled addon. ` +
      'Leave it out to load the one of the optional package for this platform.',
  );
}
