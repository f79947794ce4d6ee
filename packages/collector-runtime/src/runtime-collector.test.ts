import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { createContext } from 'node:vm';
import type { Collector, HistogramValue, LabelRows, Metric } from '@telltale/model';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  runtimeCollector,
  type RuntimeCollectorOptions,
  type RuntimeGroup,
} from './runtime-collector.ts';

const disposables: Disposable[] = [];

afterEach(() => {
  for (const one of disposables.splice(0)) one[Symbol.dispose]();
  vi.restoreAllMocks();
});

function make(options?: RuntimeCollectorOptions): Collector & Disposable {
  const collector = runtimeCollector(options);
  disposables.push(collector);
  return collector;
}

function collect(collector: Collector): Metric[] {
  const buf: Metric[] = [];
  void collector.collect(buf, { signal: new AbortController().signal });
  return buf;
}

const namesOf = (buf: readonly Metric[]): string[] => buf.map((metric) => metric.name);

/** The values of a metric by its first label. */
function byLabel(buf: readonly Metric[], name: string): Record<string, number> {
  const metric = buf.find((one) => one.name === name)!;
  const label = metric.labelNames[0]!;
  const series = [...metric.snapshot().series];
  return Object.fromEntries(series.map((one) => [one.labels[label]!, one.value as number]));
}

function valueOf(buf: readonly Metric[], name: string): number {
  const [series] = buf.find((one) => one.name === name)!.snapshot().series;
  return series!.value as number;
}

const lag = ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'];

const byGroup: Readonly<Record<RuntimeGroup, readonly string[]>> = {
  eventLoop: [
    'nodejs_eventloop_delay_seconds',
    ...lag.map((key) => `nodejs_eventloop_lag${key}_seconds`),
    'nodejs_eventloop_active_seconds_total',
    'nodejs_eventloop_idle_seconds_total',
  ],
  gc: ['nodejs_gc_duration_seconds', 'nodejs_gc_reclaimed_bytes_total'],
  heap: [
    'nodejs_heap_size_total_bytes',
    'nodejs_heap_size_used_bytes',
    'nodejs_heap_size_limit_bytes',
    'nodejs_heap_size_available_bytes',
    'nodejs_heap_size_physical_bytes',
    'nodejs_heap_size_executable_bytes',
    'nodejs_external_memory_bytes',
    'nodejs_malloced_memory_bytes',
    'nodejs_malloced_memory_peak_bytes',
    'nodejs_heap_native_contexts',
    'nodejs_heap_detached_contexts',
    'nodejs_array_buffer_memory_bytes',
    'nodejs_heap_space_size_total_bytes',
    'nodejs_heap_space_size_used_bytes',
    'nodejs_heap_space_size_available_bytes',
  ],
  activeResources: [
    'nodejs_active_resources',
    'nodejs_active_handles',
    'nodejs_active_requests',
    'nodejs_active_timers',
  ],
  workers: ['nodejs_worker_threads', 'nodejs_worker_threads_started_total'],
  network: [
    'nodejs_tcp_connections',
    'nodejs_tcp_connections_opened_total',
    'nodejs_tcp_receive_bytes_total',
    'nodejs_tcp_transmit_bytes_total',
    'nodejs_http_requests_started_total',
    'nodejs_http_requests_finished_total',
    'nodejs_http_requests_aborted_total',
  ],
  versions: ['nodejs_version_info', 'nodejs_component_version_info'],
};
const everyName = Object.values(byGroup).flat();

/** Waits for the first sample of the event loop. */
async function collectWithSample(collector: Collector): Promise<Metric[]> {
  let buf: Metric[] = [];
  await vi.waitUntil(
    () => {
      buf = collect(collector);
      return namesOf(buf).includes('nodejs_eventloop_lag_seconds');
    },
    { interval: 10, timeout: 20_000 },
  );
  return buf;
}

describe('runtimeCollector', () => {
  it('is called runtime', () => {
    expect(make().name).toBe('runtime');
  });

  it('shows all its groups', async () => {
    expect(namesOf(await collectWithSample(make()))).toEqual(everyName);
  });

  it.each(Object.keys(byGroup) as RuntimeGroup[])('shows %s alone', (group) => {
    const withoutSamples = byGroup[group].filter((name) => !name.includes('_lag_'));
    expect(namesOf(collect(make({ include: [group] })))).toEqual(withoutSamples);
  });

  it.each(Object.keys(byGroup) as RuntimeGroup[])('leaves out %s', (group) => {
    const names = namesOf(collect(make({ exclude: [group] })));
    expect(names).toEqual(
      everyName.filter((name) => !byGroup[group].includes(name) && !name.includes('_lag_')),
    );
  });

  it('leaves out what is both included and excluded', () => {
    expect(namesOf(collect(make({ include: ['gc', 'versions'], exclude: ['gc'] })))).toEqual(
      byGroup.versions,
    );
    expect(collect(make({ include: [] }))).toEqual([]);
  });

  it('gives the same labels at each collection, so that a page can be kept', () => {
    const collector = make();
    const labelsOf = (buf: readonly Metric[]): LabelRows[] =>
      buf.map((metric) => metric.snapshot().columns.labelValues);
    const first = labelsOf(collect(collector));
    const second = labelsOf(collect(collector));
    expect(first.length).toBeGreaterThan(30);
    for (const [index, labels] of first.entries()) expect(second[index]).toBe(labels);
  });

  it('collects twice at once, and into a buffer that holds something already', async () => {
    const collector = make({ exclude: ['eventLoop'] });
    const context = { signal: new AbortController().signal };
    const [before] = collect(make({ include: ['versions'] }));
    const first: Metric[] = [before!];
    const second: Metric[] = [];
    await Promise.all([collector.collect(first, context), collector.collect(second, context)]);
    expect(first[0]).toBe(before);
    expect(namesOf(first.slice(1))).toEqual(namesOf(second));
  });

  it('throws the reason of a signal that is aborted already, and appends nothing', () => {
    const buf: Metric[] = [];
    const signal = AbortSignal.abort(new Error('too late'));
    expect(() => make().collect(buf, { signal })).toThrow('too late');
    expect(buf).toEqual([]);
  });

  it('appends nothing once it is disposed, however often that is done', () => {
    const collector = make();
    collector[Symbol.dispose]();
    collector[Symbol.dispose]();
    expect(collect(collector)).toEqual([]);
  });
});

describe('options of runtimeCollector', () => {
  const list = 'There are eventLoop, gc, heap, activeResources, workers, network, versions.';

  it.each([
    [{ include: ['eventloop'] }, `include holds "eventloop", expected an array of groups. ${list}`],
    [{ exclude: ['gc', 7] }, `exclude holds 7, expected an array of groups. ${list}`],
    [{ include: 'gc' }, `include is "gc", expected an array of groups. ${list}`],
    [
      { eventLoop: { resolutionMs: 0 } },
      'eventLoop.resolutionMs is 0, expected whole milliseconds from 1 to 1000.',
    ],
    [
      { eventLoop: { resolutionMs: 1.5 } },
      'eventLoop.resolutionMs is 1.5, expected whole milliseconds from 1 to 1000.',
    ],
    [
      { eventLoop: { resolutionMs: '10' } },
      'eventLoop.resolutionMs is "10", expected whole milliseconds from 1 to 1000.',
    ],
    [
      { eventLoop: { resolutionMs: 50, windowMs: 49 } },
      'eventLoop.windowMs is 49, expected whole milliseconds from 50 to 600000.',
    ],
    [null, 'options is null, expected an object of options.'],
    [
      { exlude: ['gc'] },
      'options has "exlude", expected some of include, exclude, eventLoop, gc. Correct the name.',
    ],
    [{ gc: false }, 'gc is false, expected an object of options.'],
    [
      { exclude: ['gc'], gc: { reclaim: false } },
      'gc has "reclaim", expected some of buckets, reclaimed. Correct the name.',
    ],
    [
      { eventLoop: { resolution: 10 } },
      'eventLoop has "resolution", expected some of resolutionMs, windowMs, buckets. Correct the name.',
    ],
    [{ gc: { reclaimed: 'yes' } }, 'gc.reclaimed is "yes", expected true or false.'],
    [
      { eventLoop: { windowMs: 600_001 } },
      'eventLoop.windowMs is 600001, expected whole milliseconds from 20 to 600000.',
    ],
  ])('%j are refused', (options, message) => {
    expect(() => runtimeCollector(options as RuntimeCollectorOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: `runtimeCollector: ${message}` }),
    );
  });

  it('set the buckets', () => {
    const collector = make({ eventLoop: { buckets: [0.1, 1] }, gc: { buckets: [0.5] } });
    const bounds = collect(collector)
      .filter((metric) => metric.type === 'histogram')
      .map((metric) => [...metric.snapshot().series][0]!.value as HistogramValue)
      .map(({ buckets }) => buckets.map((bucket) => bucket.upperBound));
    expect(bounds).toEqual([
      [0.1, 1, Infinity],
      [0.5, Infinity],
    ]);
  });

  it('leave the histograms their native buckets, beside the classic ones', () => {
    const collector = make({ eventLoop: { buckets: [1] }, gc: { buckets: [1] } });
    const natives = collect(collector)
      .filter((metric) => metric.type === 'histogram')
      .map((metric) => [...metric.snapshot().series][0]!.value as HistogramValue)
      .map(({ native }) => native !== undefined);
    expect(natives).toEqual([true, true]);
  });

  it('set the window that the help texts speak of', async () => {
    const collector = make({ include: ['eventLoop'], eventLoop: { windowMs: 5000 } });
    const buf = await collectWithSample(collector);
    expect(buf.find(({ name }) => name === 'nodejs_eventloop_lag_max_seconds')?.help).toBe(
      'Longest event loop delay of the last 5 s, in seconds.',
    );
  });
});

describe('the heap', () => {
  it('is what V8 says it is', () => {
    const collector = make({ include: ['heap'] });
    const buf = collect(collector);
    const statistics = getHeapStatistics();
    expect(valueOf(buf, 'nodejs_heap_size_limit_bytes')).toBe(statistics.heap_size_limit);
    const used = valueOf(buf, 'nodejs_heap_size_used_bytes');
    expect(used).toBeGreaterThan(1_000_000);
    expect(used).toBeLessThanOrEqual(valueOf(buf, 'nodejs_heap_size_total_bytes'));
    expect(valueOf(buf, 'nodejs_heap_size_available_bytes')).toBeLessThan(
      statistics.heap_size_limit,
    );
  });

  it('has spaces without the suffix of their names, which add up to the whole', () => {
    const buf = collect(make({ include: ['heap'] }));
    const sizes = byLabel(buf, 'nodejs_heap_space_size_total_bytes');
    expect(Object.keys(sizes)).toEqual(expect.arrayContaining(['new', 'old', 'large_object']));
    expect(Object.keys(sizes).filter((name) => name.includes('space'))).toEqual([]);
    const sum = Object.values(sizes).reduce((a, b) => a + b, 0);
    expect(sum / valueOf(buf, 'nodejs_heap_size_total_bytes')).toBeCloseTo(1, 1);
    for (const name of ['used', 'available']) {
      expect(Object.keys(byLabel(buf, `nodejs_heap_space_size_${name}_bytes`))).toEqual(
        Object.keys(sizes),
      );
    }
  });

  it('counts array buffers as a part of external memory', () => {
    const collector = make({ include: ['heap'] });
    const before = collect(collector);
    const [arrays, external] = [
      valueOf(before, 'nodejs_array_buffer_memory_bytes'),
      valueOf(before, 'nodejs_external_memory_bytes'),
    ];
    const buffer = new ArrayBuffer(50_000_000);
    const after = collect(collector);
    // Garbage of the test runner can go away in between.
    expect(valueOf(after, 'nodejs_array_buffer_memory_bytes') - arrays).toBeGreaterThan(40_000_000);
    expect(valueOf(after, 'nodejs_external_memory_bytes') - external).toBeGreaterThan(40_000_000);
    expect(buffer.byteLength).toBe(50_000_000);
  });

  it('counts contexts', () => {
    const collector = make({ include: ['heap'] });
    const before = valueOf(collect(collector), 'nodejs_heap_native_contexts');
    const contexts = [createContext(), createContext(), createContext()];
    expect(valueOf(collect(collector), 'nodejs_heap_native_contexts')).toBe(
      before + contexts.length,
    );
    expect(valueOf(collect(collector), 'nodejs_heap_detached_contexts')).toBe(0);
  });

  it('is shown without array buffers where the system does not tell what they come with', () => {
    vi.spyOn(process, 'memoryUsage').mockImplementation(() => {
      throw new Error('EMFILE: too many open files, uv_resident_set_memory');
    });
    expect(namesOf(collect(make({ include: ['heap'] })))).toEqual(
      byGroup.heap.filter((name) => name !== 'nodejs_array_buffer_memory_bytes'),
    );
  });
});

describe('active resources', () => {
  it('are counted by type, and a type that is gone is 0', () => {
    const active = vi.spyOn(process, 'getActiveResourcesInfo');
    const collector = make({ include: ['activeResources'] });
    const read = (...types: string[]): Record<string, number> => {
      active.mockReturnValueOnce(types);
      return byLabel(collect(collector), 'nodejs_active_resources');
    };
    expect(read('TCPSocketWrap', 'Timeout', 'TCPSocketWrap')).toEqual({
      TCPSocketWrap: 2,
      Timeout: 1,
    });
    expect(read('Timeout', 'TCPServerWrap')).toEqual({
      TCPSocketWrap: 0,
      Timeout: 1,
      TCPServerWrap: 1,
    });
  });
});

describe('versions', () => {
  it('are those of this process', () => {
    const [node, components] = collect(make({ include: ['versions'] }));
    const [major, minor, patch] = process.versions.node.split('.');
    expect([...node!.snapshot().series]).toEqual([
      { labels: { version: process.version, major, minor, patch }, value: 1 },
    ]);
    expect([...components!.snapshot().series]).toEqual([
      { labels: { component: 'v8', version: process.versions.v8 }, value: 1 },
      { labels: { component: 'libuv', version: process.versions.uv }, value: 1 },
      { labels: { component: 'openssl', version: process.versions.openssl }, value: 1 },
    ]);
  });
});

describe('README', () => {
  it('shows every metric with its help text, type and labels, in their order', async () => {
    const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, block = ''] = /## Metrics\n[^`]*```text\n([^`]*)```/.exec(page) ?? [];
    const shown = [...block.matchAll(/# HELP (\S+) (.*)\n# TYPE \S+ (\S+)\n([^#]*)/g)].map(
      ([, name, help, type, samples = '']) => ({
        name,
        help,
        type,
        labelNames: [...new Set(samples.match(/\w+(?==")/g))].filter((label) => label !== 'le'),
      }),
    );
    const collected = (await collectWithSample(make())).map(({ name, help, type, labelNames }) => ({
      name,
      help,
      type,
      labelNames,
    }));
    expect(shown).toEqual(collected);
  });
});
