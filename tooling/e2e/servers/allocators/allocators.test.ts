import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { need } from '../../src/need.ts';
import { run } from '../../src/repository.ts';
import { buildAddon, buildReporter, runSanitized } from './compile.ts';
import { ownWords } from './own-words.ts';

interface Preloaded {
  readonly allocator: string;
  /** By its name; the dynamic linker finds it. Without one it is the C library's. */
  readonly library?: string;
  readonly package?: string;
  /** What it calls the memory that blocks are taken from. */
  readonly figure: string;
  /** A function that takes memory of this allocator, whatever malloc() is. */
  readonly take: string;
  /** Whether it knows how much is allocated to the byte, or only what it has taken in large pieces. */
  readonly isExact: boolean;
}

const allocators: readonly Preloaded[] = [
  {
    allocator: 'glibc',
    figure: 'glibc_malloc_allocated_bytes',
    take: '__libc_malloc',
    isExact: true,
  },
  {
    allocator: 'jemalloc',
    library: 'libjemalloc.so.2',
    package: 'libjemalloc2',
    figure: 'jemalloc_allocated_bytes',
    take: 'mallocx',
    isExact: true,
  },
  {
    allocator: 'mimalloc',
    library: 'libmimalloc.so.2',
    package: 'libmimalloc2.0',
    figure: 'mimalloc_committed_bytes',
    take: 'mi_malloc',
    isExact: false,
  },
  {
    allocator: 'tcmalloc',
    library: 'libtcmalloc.so.4',
    package: 'libgoogle-perftools4',
    figure: 'tcmalloc_allocated_bytes',
    take: 'tc_malloc',
    isExact: true,
  },
];

type Samples = Record<string, number>;

interface Comparison {
  readonly readings: readonly {
    readonly samples: Samples;
    readonly reports: readonly [before: string, after: string];
  }[];
  readonly everything: Samples;
}

const compiles = need({
  what: 'tests of the allocator addon',
  command: ['gcc', '--version'],
  install: 'apt-get install gcc libc6-dev',
});
// The addon is built for this one; so are the tests that run it.
const isSupported = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(compiles && isSupported)('the allocator addon', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-allocators-')));
  let addon: string;
  let reporter: string;
  beforeAll(() => {
    addon = buildAddon(folder);
    reporter = buildReporter(folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('needs of a C library only what every one for Linux has, in any version', () => {
    expect(run(folder, 'readelf', '--dynamic', addon)).not.toContain('(NEEDED)');
    expect(run(folder, 'readelf', '--version-info', addon)).not.toMatch(/GLIBC/);
    const undefinedSymbols = run(folder, 'nm', '--dynamic', '--undefined-only', addon);
    const names = [...undefinedSymbols.matchAll(/ U (\S+)/g)].map(([, name]) => name!);
    expect(names.filter((name) => !name.startsWith('napi_')).toSorted()).toEqual([
      'dl_iterate_phdr',
      'dlsym',
      'getauxval',
      'pthread_mutex_lock',
      'pthread_mutex_unlock',
      'snprintf',
    ]);
  });

  it('refuses a group that there is not', () => {
    const program = `
      const { read } = require(${JSON.stringify(addon)});
      for (const group of [[], [-1], [4], ['1'], [{}]]) {
        try { read(...group); console.log('read', group); } catch ({ message }) { console.log(message); }
      }`;
    expect(run(folder, process.execPath, '-e', program)).toBe(
      'expected the number of a group, 0 to 3\n'.repeat(5),
    );
  });

  describe.each(allocators)('on $allocator', (preloaded) => {
    const { allocator, library, figure, take, isExact } = preloaded;
    const isThere =
      library === undefined ||
      need({
        what: `tests on ${allocator}`,
        command: ['sh', '-c', `PATH="$PATH:/sbin" ldconfig -p | grep -F ${library} >/dev/null`],
        missing: library,
        install: `apt-get install ${preloaded.package ?? ''}`,
      });

    /** Runs the child on the allocator and gives what it prints. */
    const perform = (action: string): unknown => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          // One thread: what V8 compiles in others takes memory at any time.
          ...(action === 'threads' ? [] : ['--single-threaded']),
          ...['--expose-gc', '--conditions=@telltale/source'],
          ...[join(import.meta.dirname, 'allocator-child.ts'), action, addon, reporter],
        ],
        {
          encoding: 'utf8',
          env: { ...process.env, LD_PRELOAD: library ?? '' },
          maxBuffer: 1 << 26,
        },
      );
      expect(status, stderr).toBe(0);
      return JSON.parse(stdout);
    };

    it.runIf(isThere)('is found, and agrees with what the allocator says of itself', () => {
      const { readings, everything } = perform('compare') as Comparison;
      const told = readings.map(({ samples, reports }) => ({
        samples,
        own: reports.map((report) => ownWords[allocator]!(report)) as [Samples, Samples],
      }));
      // One during which hardly anything came or went.
      const calm = told.find(({ own: [before, after] }) =>
        Object.entries(before).every(([name, value]) => Math.abs(value - after[name]!) < 1_000_000),
      );
      const { samples, own } = calm ?? told[0]!;
      const [said, later] = own;
      expect(samples[`allocator_available ${allocator} found`]).toBe(1);
      for (const [name, value] of Object.entries(said)) {
        // What the calls themselves take: jemalloc writes its report to a buffer of 64 KiB that it counts, and
        // mimalloc rounds to a tenth of a MiB.
        const slack = { jemalloc: 130_000, mimalloc: 100_000 }[allocator] ?? 50_000;
        const bounds = [value, later[name]!];
        const shown = `${name} ${value} ${later[name]}`;
        expect(samples[name], shown).toBeGreaterThanOrEqual(Math.min(...bounds) - slack);
        expect(samples[name], shown).toBeLessThanOrEqual(Math.max(...bounds) + slack);
        expect(Math.abs(value - later[name]!), shown).toBeLessThan(1_000_000);
      }
      expect(Object.keys(samples)).toEqual(expect.arrayContaining(Object.keys(said)));
      expect(samples[figure]).toBeGreaterThan(1_000_000);
      // No figure of another allocator, which would be a false 0.
      const prefixes = ['glibc_malloc', 'jemalloc', 'mimalloc', 'tcmalloc'];
      const others = prefixes.filter((prefix) => !figure.startsWith(`${prefix}_`));
      expect(
        Object.keys(everything).filter((name) =>
          others.some((other) => name.startsWith(`${other}_`)),
        ),
      ).toEqual([]);
    });

    it.runIf(isThere)('grows by what is allocated', () => {
      const { before, after } = perform('grow') as { before: Samples; after: Samples };
      const grown = after[figure]! - before[figure]!;
      // Some megabytes that the start has left behind may go meanwhile.
      expect(grown).toBeGreaterThan(100_000 * 1024 * 0.95);
      expect(grown).toBeLessThan(100_000 * 1024 * (isExact ? 2 : 4));
    });

    it.runIf(isThere)('collects in threads at the same time', () => {
      const { readings, again } = perform('threads') as {
        readings: Samples[][];
        again: Samples[];
      };
      expect(readings).toHaveLength(5);
      for (const one of [...readings.flat(), ...again]) {
        expect(one[`allocator_available ${allocator} found`]).toBe(1);
        expect(one[figure]).toBeGreaterThan(1_000_000);
        if (allocator === 'jemalloc') expectOrder(one);
      }
    });

    it.runIf(isThere)('leaves nothing of 100,000 collections', { timeout: 600_000 }, () => {
      const { before, after } = perform('repeat') as Record<
        'before' | 'after',
        { resident: number; samples: Samples }
      >;
      // 20 bytes lost with each would be 2 MB.
      expect(after.resident - before.resident).toBeLessThan(isExact ? 8_000_000 : 12_000_000);
      if (isExact) expect(after.samples[figure]! - before.samples[figure]!).toBeLessThan(500_000);
    });

    it.runIf(isThere)('is read without a fault under the address sanitizer', () => {
      const lines = runSanitized(folder, library, take);
      // There malloc() is the sanitizer's, so none of them is in charge, though all can be found.
      expect(lines[0]).toEqual({ name: 'in charge', version: 'unknown' });
      const line = lines.find(({ name }) => name === allocator)!;
      expect(line.rows).toBeGreaterThanOrEqual(1000);
      expect(line.numbers).toBeGreaterThanOrEqual(2000);
      expect(line.grown).toBeGreaterThanOrEqual(20_000_000);
      expect(line.grown).toBeLessThan(40_000_000);
    });

    if (allocator === 'jemalloc') {
      it.runIf(isThere)('shows arenas and bins that add up, and the options it runs with', () => {
        const { everything: samples } = perform('compare') as Comparison;
        const sum = (prefix: string): number =>
          Object.entries(samples).reduce(
            (total, [name, value]) => (name.startsWith(`${prefix} `) ? total + value : total),
            0,
          );
        expectOrder(samples);
        expect(
          sum('jemalloc_arena_small_allocated_bytes') + sum('jemalloc_arena_large_allocated_bytes'),
        ).toBeCloseTo(samples['jemalloc_allocated_bytes']!, -5);
        expect(sum('jemalloc_arena_active_bytes')).toBeCloseTo(
          samples['jemalloc_active_bytes']!,
          -5,
        );
        const regions = Object.entries(samples).filter(([name]) =>
          name.startsWith('jemalloc_bin_regions '),
        );
        const small = regions.reduce(
          (total, [name, count]) => total + Number(name.split(' ')[1]) * count,
          0,
        );
        expect(small).toBeCloseTo(sum('jemalloc_arena_small_allocated_bytes'), -5);
        for (const [name, regionsNow] of regions) {
          const size = name.split(' ')[1]!;
          expect(
            samples[`jemalloc_bin_allocations_total ${size}`]! -
              samples[`jemalloc_bin_deallocations_total ${size}`]!,
          ).toBe(regionsNow);
        }
        expect(samples['jemalloc_option_info retain true']).toBe(1);
        expect(samples['jemalloc_resident']).toBe(samples['jemalloc_resident_bytes']);
        expect(samples['jemalloc_allocated']).toBe(samples['jemalloc_allocated_bytes']);
      });
    }
  });
});

/** jemalloc(3): active is at least allocated, resident and mapped are at least active. */
function expectOrder(samples: Samples): void {
  const bytes = (key: string): number => samples[`jemalloc_${key}_bytes`]!;
  expect(bytes('active')).toBeGreaterThanOrEqual(bytes('allocated'));
  expect(bytes('resident')).toBeGreaterThanOrEqual(bytes('active'));
  expect(bytes('mapped')).toBeGreaterThanOrEqual(bytes('active'));
}
