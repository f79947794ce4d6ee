import { constantFamily, MetricError, type Metric, type MetricFamily } from '@telltale/model';
import { checkOptions, describeValue } from '@telltale/model/internal';
import { groups, type Addon, type Row } from './addon.ts';
import { appendByRow, bytes, figureGauges, type Figure } from './figures.ts';

/** What is shown of jemalloc, where that is the allocator. */
export interface JemallocOptions {
  /** Shows figures of each arena. Default: false. */
  readonly arenas?: boolean | undefined;
  /** Shows figures of each size class of small allocations, of all arenas together. Default: false. */
  readonly bins?: boolean | undefined;
  /** Shows the options that jemalloc runs with, as labels. Default: true. */
  readonly options?: boolean | undefined;
  /**
   * Shows allocated, active, resident and retained also under names without a unit, `jemalloc_allocated` and so on, for
   * dashboards that were made for those. Default: false.
   */
  readonly plainNames?: boolean | undefined;
}

const figures: readonly Figure[] = [
  bytes('allocated', 'jemalloc_allocated', 'Memory that the program has allocated'),
  bytes('active', 'jemalloc_active', 'Memory in pages that hold allocations'),
  bytes('metadata', 'jemalloc_metadata', 'Memory that jemalloc needs for its own records'),
  bytes(
    'resident',
    'jemalloc_resident',
    'Most memory that jemalloc can have in RAM: active pages, unused dirty ones and metadata',
  ),
  bytes('mapped', 'jemalloc_mapped', 'Memory in extents that jemalloc has mapped for use'),
  bytes(
    'retained',
    'jemalloc_retained',
    'Address space that jemalloc keeps for later instead of giving it back',
  ),
  {
    key: 'arenas',
    name: 'jemalloc_arenas',
    help: 'Arenas that jemalloc may use, those not used yet included.',
  },
];

const plainFigures: readonly Figure[] = figures
  .filter(({ key }) => ['allocated', 'active', 'resident', 'retained'].includes(key))
  .map(({ key, name, help }) => ({ key, name: name.replace(/_bytes$/, ''), help }));

const arenaFigures: readonly Figure[] = [
  {
    key: 'threads',
    name: 'jemalloc_arena_threads',
    help: 'Threads that allocate from this arena.',
  },
  bytes(
    'smallAllocated',
    'jemalloc_arena_small_allocated',
    'Memory that small allocations have in this arena',
  ),
  bytes(
    'largeAllocated',
    'jemalloc_arena_large_allocated',
    'Memory that large allocations have in this arena',
  ),
  bytes('active', 'jemalloc_arena_active', 'Memory of this arena in pages that hold allocations'),
  bytes(
    'dirty',
    'jemalloc_arena_dirty',
    'Memory of this arena in unused pages that may still be in RAM',
  ),
  bytes(
    'muzzy',
    'jemalloc_arena_muzzy',
    'Memory of this arena in unused pages that the system may take at any time',
  ),
  bytes('mapped', 'jemalloc_arena_mapped', 'Memory of this arena in extents mapped for use'),
  bytes('retained', 'jemalloc_arena_retained', 'Address space that this arena keeps for later'),
  bytes('resident', 'jemalloc_arena_resident', 'Most memory that this arena can have in RAM'),
];

const binFigures: readonly Figure[] = [
  {
    key: 'allocations',
    name: 'jemalloc_bin_allocations_total',
    help: 'Regions of this size in bytes that were handed out, those to the caches of threads included.',
  },
  {
    key: 'deallocations',
    name: 'jemalloc_bin_deallocations_total',
    help: 'Regions of this size in bytes that were taken back, those from the caches of threads included.',
  },
  {
    key: 'regions',
    name: 'jemalloc_bin_regions',
    help: 'Regions of this size in bytes that are handed out now, those in caches of threads included.',
  },
  {
    key: 'slabs',
    name: 'jemalloc_bin_slabs',
    help: 'Runs of pages that hold regions of this size in bytes.',
  },
];

/**
 * Returns what appends the metrics of jemalloc.
 *
 * @throws INVALID_OPTION if an option is no boolean, or unknown
 */
export function jemallocMetrics(
  options: JemallocOptions = {},
): (buf: Metric[], addon: Addon, row: Row<number>) => void {
  checkOptions('allocatorCollector: jemalloc', options, [
    'arenas',
    'bins',
    'options',
    'plainNames',
  ]);
  const shows = {
    arenas: checked('arenas', options.arenas) ?? false,
    bins: checked('bins', options.bins) ?? false,
    options: checked('options', options.options) ?? true,
    plainNames: checked('plainNames', options.plainNames) ?? false,
  };
  const append = figureGauges(shows.plainNames ? [...figures, ...plainFigures] : figures);
  // They are those that the process was started with.
  let shownOptions: MetricFamily | undefined;
  return (buf, addon, row) => {
    append(buf, row);
    if (shows.arenas) appendRows(buf, addon, 'arenas', 'arena', arenaFigures);
    if (shows.bins) appendRows(buf, addon, 'bins', 'size', binFigures);
    if (!shows.options) return;
    shownOptions ??= optionsFamily(addon);
    if (shownOptions !== undefined) buf.push(shownOptions);
  };
}

function appendRows(
  buf: Metric[],
  addon: Addon,
  group: 'arenas' | 'bins',
  label: string,
  shown: readonly Figure[],
): void {
  const rows = (addon.read(groups[group]) ?? []) as readonly Row<number>[];
  for (const figure of shown) appendByRow(buf, figure, label, rows);
}

function optionsFamily(addon: Addon): MetricFamily | undefined {
  const [row] = (addon.read(groups.options) ?? []) as readonly Row<string>[];
  if (row === undefined) return undefined;
  return constantFamily({
    name: 'jemalloc_option_info',
    help: 'Options that jemalloc runs with, as labels; the value is always 1.',
    type: 'gauge',
    labelNames: ['option', 'value'],
    series: Object.entries(row).map(([option, value]) => ({
      labels: { option, value },
      value: 1,
    })),
  });
}

function checked(option: keyof JemallocOptions, given: unknown): boolean | undefined {
  if (given === undefined || typeof given === 'boolean') return given;
  throw new MetricError(
    'INVALID_OPTION',
    `allocatorCollector: jemalloc.${option} is ${describeValue(given)}, expected true or false.`,
  );
}
