import { PerformanceObserver } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Collector, Metric } from './index.ts';

type Facade = typeof import('./index.ts');

let facade: Facade;

/** The package as a new process sees it. */
async function importAnew(): Promise<Facade> {
  vi.resetModules();
  return import('./index.ts');
}

beforeEach(async () => {
  facade = await importAnew();
});

afterEach(() => {
  // What a test has begun to measure ends with it.
  facade.disableCollectors('process', 'runtime', 'allocator');
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const namesOf = (collectors: readonly { name: string }[]): string[] =>
  collectors.map(({ name }) => name);

describe('registry', () => {
  it('is the same one at each call and at each import', async () => {
    const again = await import('./index.ts');
    expect(again.registry()).toBe(facade.registry());
    expect(facade.registry()).toBeInstanceOf(facade.Registry);
  });

  it('has the process, runtime and allocator collectors', async () => {
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'runtime', 'allocator']);
    const page = await facade.gather();
    expect(page).toMatch(/^process_cpu_seconds_total \d/m);
    expect(page).toMatch(/^nodejs_version_info/m);
    // With the addon or without it.
    expect(page).toMatch(/^allocator_available\{allocator="\w+",reason="\w+"\} [01]$/m);
    expect(page).toContain('exporter_collector_success{collector="allocator"} 1\n');
    expect(page).toContain('exporter_collector_success{collector="process"} 1\n');
    expect(page).toContain('exporter_collector_success{collector="runtime"} 1\n');
  });

  it('is not there by halves where a collector cannot be made, and is tried again', () => {
    const observe = vi.spyOn(PerformanceObserver.prototype, 'observe');
    observe.mockImplementationOnce(() => {
      throw new Error('no observer');
    });
    expect(() => facade.registry()).toThrow('no observer');
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'runtime', 'allocator']);
  });

  it('leaves a registry of your own empty', async () => {
    facade.counter('jobs_total', 'Jobs done.');
    const own = new facade.Registry();
    expect(own.collectors()).toEqual([]);
    expect(await own.gather()).toEqual([]);
  });

  it('lets a built-in collector be found and unregistered', async () => {
    const registry = facade.registry();
    const runtime = registry.collectors().find(({ name }) => name === 'runtime');
    expect(registry.unregister(runtime!)).toBe(true);
    expect(namesOf(registry.collectors())).toEqual(['process', 'allocator']);
    expect(await facade.gather()).not.toContain('nodejs_');
  });
});

describe('TELLTALE_DISABLE_COLLECTORS', () => {
  it.each([
    ['runtime', ['process', 'allocator']],
    ['process', ['runtime', 'allocator']],
    ['allocator', ['process', 'runtime']],
    ['process,runtime,allocator', []],
    [' runtime , process ,', ['allocator']],
    ['', ['process', 'runtime', 'allocator']],
  ])('set to %j leaves %j', (value, left) => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', value);
    expect(namesOf(facade.registry().collectors())).toEqual(left);
  });

  it('is refused at each use with a name that is not known, and nothing is left out', () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'runtimes,process,toString');
    const refused = expect.objectContaining({
      code: 'INVALID_OPTION',
      message:
        'TELLTALE_DISABLE_COLLECTORS: there is no built-in collector "runtimes", "toString". ' +
        'Write one or more of process, runtime, allocator.',
    }) as Error;
    expect(() => facade.registry()).toThrow(refused);
    expect(() => facade.counter('jobs_total', 'Jobs done.')).toThrow(refused);
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', '');
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'runtime', 'allocator']);
  });

  it('is read at the first use, not at the import', async () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'nonsense');
    facade = await importAnew();
    expect(() => facade.registry()).toThrow('no built-in collector "nonsense"');
  });
});

describe('disableCollectors', () => {
  it('leaves collectors out before the first use', () => {
    facade.disableCollectors('runtime');
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'allocator']);
  });

  it('adds to what the environment says', () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'process');
    facade.disableCollectors('runtime', 'allocator');
    expect(facade.registry().collectors()).toEqual([]);
  });

  it('unregisters and ends them afterwards, and leaves others of their name alone', async () => {
    const registry = facade.registry();
    const runtime = registry.collectors().find(({ name }) => name === 'runtime')!;
    const namesake: Collector = { name: 'runtime', collect: () => {} };
    registry.register(namesake);
    const end = vi.spyOn(runtime as Collector & Disposable, Symbol.dispose);
    facade.disableCollectors('runtime');
    facade.disableCollectors('runtime');
    expect(namesOf(registry.collectors())).toEqual(['process', 'allocator', 'runtime']);
    expect(registry.collectors()).toContain(namesake);
    expect(end).toHaveBeenCalledTimes(1);
    const buf: Metric[] = [];
    await runtime.collect(buf, { signal: new AbortController().signal });
    expect(buf).toEqual([]);
  });

  it('refuses a name that is not known, and leaves nothing out', () => {
    expect(() => facade.disableCollectors('process', 'gc' as 'runtime')).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message:
          'disableCollectors(): there is no built-in collector "gc". ' +
          'Write one or more of process, runtime, allocator.',
      }) as Error,
    );
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'runtime', 'allocator']);
  });
});
