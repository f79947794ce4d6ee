import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, Metric } from '@telltale/model';
import { gatherAndCompare, pedanticRegistry, value } from '@telltale/testing';
import { metricMatchers } from '@telltale/testing/vitest';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { allocatorCollector, type AllocatorCollectorOptions } from './allocator-collector.ts';

expect.extend(metricMatchers);

const folder = mkdtempSync(join(tmpdir(), 'telltale-allocator-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;

/** A module in the place of the addon, which says what a real one would. */
function moduleFile(code: string, extension = '.cjs'): string {
  const file = join(folder, `${count++}${extension}`);
  writeFileSync(file, code);
  return file;
}

function fakeAddon(allocator: unknown, rows: readonly unknown[]): string {
  return moduleFile(
    `exports.allocator = () => (${JSON.stringify(allocator)});
     const rows = ${JSON.stringify(rows)};
     exports.read = (group) => rows[group] ?? undefined;`,
  );
}

async function namesOf(collector: Collector): Promise<string[]> {
  const buf: Metric[] = [];
  await collector.collect(buf, { signal: new AbortController().signal });
  return buf.map(({ name }) => name);
}

function registryOf(options: AllocatorCollectorOptions) {
  const registry = pedanticRegistry();
  registry.register(allocatorCollector(options));
  return registry;
}

const head = (allocator: string, reason: string, value: number): string =>
  `# HELP allocator_available Whether there are figures of the memory allocator: 1, or 0 for the reason in the label.
# TYPE allocator_available gauge
allocator_available{allocator="${allocator}",reason="${reason}"} ${value}
`;

const infoOf = (allocator: string, version: string): string =>
  `# HELP allocator_info The memory allocator of this process and its version, as labels; the value is always 1.
# TYPE allocator_info gauge
allocator_info{allocator="${allocator}",version="${version}"} 1
`;

const jemallocRows = [
  [
    {
      allocated: 3426536,
      active: 3874816,
      metadata: 5412688,
      resident: 9875456,
      mapped: 27676672,
      retained: 10596352,
      arenas: 9,
    },
  ],
  [
    { arena: 0, threads: 1, smallAllocated: 1294120, dirty: 733184 },
    { arena: 3, threads: 2, smallAllocated: 36864 },
  ],
  [
    { size: 8, allocations: 1000, deallocations: 7, regions: 993, slabs: 6 },
    { size: 16, allocations: 900, deallocations: 0, regions: 900, slabs: 6 },
  ],
  [{ narenas: '8', retain: 'true' }],
];

const jemalloc = (): string => fakeAddon({ name: 'jemalloc', version: '5.3.0' }, jemallocRows);

describe('allocatorCollector', () => {
  describe('without figures', () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    afterEach(() => {
      Object.defineProperty(process, 'platform', platform);
    });

    it('says that the addon is missing, and shows nothing else', async () => {
      await gatherAndCompare(
        registryOf({ addon: join(folder, 'nothing.node') }),
        head('unknown', 'addon_missing', 0),
      );
    });

    it.each([
      ['is no shared object', () => moduleFile('not a shared object', '.node')],
      ['throws', () => moduleFile('throw new Error("no")')],
      ['exports something else', () => moduleFile('exports.read = 1')],
      ['exports nothing', () => moduleFile('module.exports = null')],
      [
        'fails to find the allocator',
        () =>
          moduleFile('exports.read = () => []; exports.allocator = () => { throw Error("no") }'),
      ],
    ])('says that the addon is broken where it %s', async (_, file) => {
      await gatherAndCompare(registryOf({ addon: file() }), head('unknown', 'addon_broken', 0));
    });

    it.each(['ERR_DLOPEN_DISABLED', 'ERR_ACCESS_DENIED'])(
      'says that Node.js refuses the addon where it fails with %s',
      async (code) => {
        const addon = moduleFile(`throw Object.assign(new Error('no'), { code: '${code}' })`);
        await gatherAndCompare(registryOf({ addon }), head('unknown', 'addon_refused', 0));
      },
    );

    it('says that there is no addon for another platform', async () => {
      Object.defineProperty(process, 'platform', { ...platform, value: 'aix' });
      await gatherAndCompare(registryOf({}), head('unknown', 'unsupported_platform', 0));
    });

    it('says that it does not know the allocator', async () => {
      const addon = fakeAddon(undefined, []);
      await gatherAndCompare(registryOf({ addon }), head('unknown', 'unknown_allocator', 0));
    });

    it('says that it does not know an allocator that only a later addon finds', async () => {
      const addon = fakeAddon({ name: 'snmalloc', version: '1' }, [[{ allocated: 1 }]]);
      await gatherAndCompare(registryOf({ addon }), head('unknown', 'unknown_allocator', 0));
    });

    it('says that the allocator keeps no statistics, and which it is', async () => {
      const addon = fakeAddon({ name: 'jemalloc', version: '5.3.0' }, [null, null, null, [{}]]);
      await gatherAndCompare(
        registryOf({ addon }),
        head('jemalloc', 'no_statistics', 0) + infoOf('jemalloc', '5.3.0'),
      );
    });
  });

  describe('with figures', () => {
    it('shows those of jemalloc under their own names: resident is resident, allocated is allocated', async () => {
      await gatherAndCompare(
        registryOf({ addon: jemalloc(), jemalloc: { options: false } }),
        `${head('jemalloc', 'found', 1)}${infoOf('jemalloc', '5.3.0')}# HELP jemalloc_active_bytes Memory in pages that hold allocations, in bytes.
# TYPE jemalloc_active_bytes gauge
jemalloc_active_bytes 3874816
# HELP jemalloc_allocated_bytes Memory that the program has allocated, in bytes.
# TYPE jemalloc_allocated_bytes gauge
jemalloc_allocated_bytes 3426536
# HELP jemalloc_arenas Arenas that jemalloc may use, those not used yet included.
# TYPE jemalloc_arenas gauge
jemalloc_arenas 9
# HELP jemalloc_mapped_bytes Memory in extents that jemalloc has mapped for use, in bytes.
# TYPE jemalloc_mapped_bytes gauge
jemalloc_mapped_bytes 27676672
# HELP jemalloc_metadata_bytes Memory that jemalloc needs for its own records, in bytes.
# TYPE jemalloc_metadata_bytes gauge
jemalloc_metadata_bytes 5412688
# HELP jemalloc_resident_bytes Most memory that jemalloc can have in RAM: active pages, unused dirty ones and metadata, in bytes.
# TYPE jemalloc_resident_bytes gauge
jemalloc_resident_bytes 9875456
# HELP jemalloc_retained_bytes Address space that jemalloc keeps for later instead of giving it back, in bytes.
# TYPE jemalloc_retained_bytes gauge
jemalloc_retained_bytes 10596352
`,
      );
    });

    it('shows the options of jemalloc', async () => {
      await expect(registryOf({ addon: jemalloc() })).toHaveMetricValue(
        'jemalloc_option_info',
        { option: 'narenas', value: '8' },
        1,
      );
    });

    it('shows four figures under plain names too, by option', async () => {
      const registry = registryOf({ addon: jemalloc(), jemalloc: { plainNames: true } });
      await expect(registry).toHaveMetricValue('jemalloc_allocated', 3426536);
      await expect(registry).toHaveMetricValue('jemalloc_active', 3874816);
      await expect(registry).toHaveMetricValue('jemalloc_resident', 9875456);
      await expect(registry).toHaveMetricValue('jemalloc_retained', 10596352);
      await expect(registry).toHaveMetricValue('jemalloc_allocated_bytes', 3426536);
    });

    it('shows arenas by option, each with the figures that it has', async () => {
      const registry = registryOf({ addon: jemalloc(), jemalloc: { arenas: true } });
      await expect(registry).toHaveMetricValue('jemalloc_arena_threads', { arena: '3' }, 2);
      await expect(registry).toHaveMetricValue(
        'jemalloc_arena_small_allocated_bytes',
        { arena: '0' },
        1294120,
      );
      const families = await registry.gather();
      const dirty = families.find(({ name }) => name === 'jemalloc_arena_dirty_bytes');
      expect([...dirty!.series]).toHaveLength(1);
      expect(families.map(({ name }) => name)).not.toContain('jemalloc_arena_muzzy_bytes');
    });

    it('shows bins by option', async () => {
      const registry = registryOf({ addon: jemalloc(), jemalloc: { bins: true } });
      await expect(registry).toHaveMetricValue(
        'jemalloc_bin_allocations_total',
        { size: '8' },
        1000,
      );
      await expect(registry).toHaveMetricValue(
        'jemalloc_bin_deallocations_total',
        { size: '16' },
        0,
      );
      await expect(registry).toHaveMetricValue('jemalloc_bin_regions', { size: '8' }, 993);
    });

    it('shows neither arenas nor bins where nobody asked', async () => {
      const names = await namesOf(allocatorCollector({ addon: jemalloc() }));
      expect(names.filter((name) => /_(arena|bin)_/.test(name))).toEqual([]);
    });

    it('adds the resident size of the process to mimalloc, which knows none', async () => {
      const addon = fakeAddon({ name: 'mimalloc', version: '2.0.9' }, [
        [{ committed: 1, committedPeak: 2 }],
      ]);
      const registry = registryOf({ addon });
      await expect(registry).toHaveMetricValue('mimalloc_committed_bytes', 1);
      await expect(registry).toHaveMetricValue('mimalloc_committed_peak_bytes', 2);
      expect(await value(registry, 'mimalloc_resident_bytes')).toBeGreaterThan(1_000_000);
    });

    it('leaves out what an older allocator does not know, and shows no 0 for it', async () => {
      const addon = fakeAddon({ name: 'tcmalloc', version: '2.0' }, [[{ allocated: 5 }]]);
      expect(await namesOf(allocatorCollector({ addon }))).toEqual([
        'allocator_available',
        'allocator_info',
        'tcmalloc_allocated_bytes',
      ]);
    });
  });

  it.each([
    [
      { addon: '' },
      'allocatorCollector: addon is "", expected the path of the compiled addon. Leave it out to load the one of the optional package for this platform.',
    ],
    [{ jemalloc: null }, 'allocatorCollector: jemalloc is null, expected an object of options.'],
    [null, 'allocatorCollector: options is null, expected an object of options.'],
    [
      { adon: '/x' },
      'allocatorCollector: options has "adon", expected some of addon, jemalloc. Correct the name.',
    ],
    [
      { jemalloc: { arena: true } },
      'allocatorCollector: jemalloc has "arena", expected some of arenas, bins, options, plainNames. Correct the name.',
    ],
    [
      { jemalloc: { arenas: 1 } },
      'allocatorCollector: jemalloc.arenas is 1, expected true or false.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => allocatorCollector(options as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message }),
    );
  });
});
