import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Collector, Metric } from './index.ts';

type Facade = typeof import('./index.ts');

let facade: Facade;
let warnings: (readonly unknown[])[];

/** The package as a new process sees it. */
async function importAnew(): Promise<Facade> {
  vi.resetModules();
  return import('./index.ts');
}

beforeEach(async () => {
  warnings = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((...warning: readonly unknown[]) => {
    warnings.push(warning);
  });
  facade = await importAnew();
});

afterEach(() => {
  // What a test has begun to measure ends with it.
  facade.disableCollectors('process', 'runtime');
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

  it('has the process and runtime collectors', async () => {
    expect(namesOf(facade.registry().collectors())).toEqual(['process', 'runtime']);
    const page = await facade.gather();
    expect(page).toMatch(/^process_cpu_seconds_total \d/m);
    expect(page).toMatch(/^nodejs_version_info/m);
    expect(page).toContain('exporter_collector_success{collector="process"} 1\n');
    expect(page).toContain('exporter_collector_success{collector="runtime"} 1\n');
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
    expect(namesOf(registry.collectors())).toEqual(['process']);
    expect(await facade.gather()).not.toContain('nodejs_');
  });
});

describe('TELLTALE_DISABLE_COLLECTORS', () => {
  it.each([
    ['runtime', ['process']],
    ['process', ['runtime']],
    ['process,runtime', []],
    [' runtime , process ,', []],
    ['', ['process', 'runtime']],
  ])('set to %j leaves %j', (value, left) => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', value);
    expect(namesOf(facade.registry().collectors())).toEqual(left);
    expect(warnings).toEqual([]);
  });

  it('warns of a name that is not known, and takes the others', () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'runtimes,process,toString');
    expect(namesOf(facade.registry().collectors())).toEqual(['runtime']);
    const options = { type: 'TelltaleWarning', code: 'TELLTALE_UNKNOWN_COLLECTOR' };
    const source = 'TELLTALE_DISABLE_COLLECTORS: there is no built-in collector';
    expect(warnings).toEqual([
      [`${source} "runtimes". Write one of process, runtime.`, options],
      [`${source} "toString". Write one of process, runtime.`, options],
    ]);
  });

  it('is read at the first use, not at the import', async () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'nonsense');
    await importAnew();
    expect(warnings).toEqual([]);
  });
});

describe('disableCollectors', () => {
  it('leaves collectors out before the first use', () => {
    facade.disableCollectors('runtime');
    expect(namesOf(facade.registry().collectors())).toEqual(['process']);
  });

  it('adds to what the environment says', () => {
    vi.stubEnv('TELLTALE_DISABLE_COLLECTORS', 'process');
    facade.disableCollectors('runtime');
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
    expect(namesOf(registry.collectors())).toEqual(['process', 'runtime']);
    expect(registry.collectors()).toContain(namesake);
    expect(end).toHaveBeenCalledTimes(1);
    const buf: Metric[] = [];
    await runtime.collect(buf, { signal: new AbortController().signal });
    expect(buf).toEqual([]);
  });

  it('warns of a name that is not known', () => {
    facade.disableCollectors('gc' as 'runtime');
    expect(warnings).toEqual([
      [
        'disableCollectors(): there is no built-in collector "gc". Write one of process, runtime.',
        { type: 'TelltaleWarning', code: 'TELLTALE_UNKNOWN_COLLECTOR' },
      ],
    ]);
  });
});
