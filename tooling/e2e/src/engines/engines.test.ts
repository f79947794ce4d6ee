import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@telltale/exposition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, isForThisMachine, type Installation } from '../installation.ts';
import { need } from '../need.ts';
import { publishedPackages, repository, run } from '../repository.ts';

const program = (path: string): string =>
  join(repository, 'tooling/node-matrix/node_modules', path);

const engines = {
  bun: [program('bun/bin/bun')],
  deno: [program('deno/deno'), 'run', '--allow-all', '--node-modules-dir=manual'],
} as const;

/** The families that an engine does not show, of those that Node.js shows of the same application. */
const leftOut = {
  bun: [
    /^nodejs_active_/,
    /^nodejs_array_buffer_memory_bytes$/,
    /^nodejs_eventloop_(active|idle)_seconds_total$/,
    /^nodejs_external_memory_bytes$/,
    /^nodejs_gc_/,
    /^nodejs_heap_/,
    /^nodejs_http_/,
    /^nodejs_malloced_/,
    /^nodejs_tcp_/,
    /^nodejs_worker_threads/,
  ],
  deno: [
    /^nodejs_array_buffer_memory_bytes$/,
    /^nodejs_eventloop_(active|idle)_seconds_total$/,
    /^nodejs_gc_/,
  ],
};

/** The samples of a page as `name{label="value"}`, and the names of its families. */
interface Page {
  readonly samples: ReadonlyMap<string, number>;
  readonly families: readonly string[];
}

function read(text: string): Page {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    samples: new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    ),
    families: Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name = '']) => name),
  };
}

const areThere = Object.values(engines).every(([command]) =>
  need({
    what: 'packages in Bun and Deno',
    command: [command, '--version'],
    install: 'node tooling/pnpm.mjs install (Linux on x64 only)',
  }),
);

/** What a client of `fetch-app.ts` got. */
interface Answer {
  readonly accept: string;
  readonly encoding: string;
  readonly status: number;
  readonly contentType: string;
  readonly page: string;
}

describe.runIf(areThere)('fetchHandler behind the server of the engine', () => {
  let project: Installation;

  beforeAll(() => {
    project = install([
      '@telltale/http',
      '@telltale/metrics',
      '@telltale/registry',
      '@telltale/exposition',
    ]);
    copyFileSync(join(import.meta.dirname, 'fetch-app.ts'), join(project.folder, 'app.ts'));
  });

  afterAll(() => {
    project[Symbol.dispose]();
  });

  it.each(['bun', 'deno'] as const)('answers in all formats and codings in %s', (engine) => {
    const [command, ...args] = engines[engine];
    const answers = JSON.parse(run(project.folder, command, ...args, 'app.ts')) as Answer[];
    expect(answers).toHaveLength(6);
    const pages = new Map<string, Buffer>();
    for (const { accept, encoding, status, contentType, page } of answers) {
      const [format = ''] = accept.split(';');
      expect([status, contentType.split(';')[0]], `${accept} ${encoding}`).toEqual([200, format]);
      const bytes = Buffer.from(page, 'base64');
      const other = pages.get(format);
      // The coding is that of the connection: clients see the same page.
      if (other !== undefined) expect(bytes.equals(other), `${accept} ${encoding}`).toBe(true);
      pages.set(format, bytes);
      const families = parse(bytes, { contentType });
      expect(families.map(({ name, columns }) => [name, columns.size])).toEqual([
        ['jobs_total', 1000],
        ['size_bytes', 1],
      ]);
      const values = Array.from(families[0]?.series ?? [], ({ value }) => value);
      expect(values).toEqual(values.map((_, queue) => queue));
    }
  });
});

describe.runIf(areThere)('an application with the default metrics', () => {
  let project: Installation;
  let node: Page;

  beforeAll(() => {
    const names = publishedPackages().map(({ name }) => name);
    const needed = [
      '@telltale/prometheus',
      `@telltale/collector-allocator-${process.platform}-${process.arch}`,
    ];
    project = install(needed.filter((name) => names.includes(name) && isForThisMachine(name)));
    copyFileSync(join(import.meta.dirname, 'busy-app.ts'), join(project.folder, 'app.ts'));
    node = read(run(project.folder, process.execPath, 'app.ts'));
  });

  afterAll(() => {
    project[Symbol.dispose]();
  });

  describe.each(['bun', 'deno'] as const)('in %s', (engine) => {
    let page: Page;

    beforeAll(() => {
      const [command, ...args] = engines[engine];
      page = read(run(project.folder, command, ...args, 'app.ts'));
    });

    it('shows what the engine tells, and leaves out all else', () => {
      const isLeftOut = (name: string): boolean => leftOut[engine].some((each) => each.test(name));
      expect(page.families).toEqual(node.families.filter((name) => !isLeftOut(name)));
      for (const pattern of leftOut[engine]) {
        expect(
          node.families.some((name) => pattern.test(name)),
          `${pattern}`,
        ).toBe(true);
      }
      for (const collector of ['process', 'runtime', 'allocator']) {
        expect(page.samples.get(`exporter_collector_success{collector="${collector}"}`)).toBe(1);
      }
      expect(page.samples.get('jobs_total')).toBe(1);
    });

    it('sees that the event loop was blocked, and that it was not before', () => {
      const { samples } = page;
      expect(samples.get('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.2);
      expect(samples.get('nodejs_eventloop_lag_max_seconds')).toBeLessThan(5);
      expect(samples.get('nodejs_eventloop_lag_p50_seconds')).toBeLessThan(0.1);
      expect(samples.get('nodejs_eventloop_delay_seconds_count')).toBeGreaterThan(5);
    });

    it('shows the process', () => {
      for (const name of ['cpu_seconds_total', 'resident_memory_bytes', 'open_fds', 'threads']) {
        expect(page.samples.get(`process_${name}`), name).toBeGreaterThan(0);
      }
      const started = page.samples.get('process_start_time_seconds') ?? 0;
      expect(Math.abs(started - Date.now() / 1000)).toBeLessThan(600);
    });

    it('says which engine it is', () => {
      const components = [...page.samples.keys()].filter((sample) =>
        sample.startsWith('nodejs_component_version_info{'),
      );
      expect(components.some((sample) => sample.includes(`component="${engine}"`))).toBe(true);
    });
  });

  it('shows in Deno what may be told without permissions but that for the network', () => {
    const [command, ...args] = engines.deno;
    const few = args.map((arg) => (arg === '--allow-all' ? '--allow-net' : arg));
    const page = read(run(project.folder, command, ...few, '--no-prompt', 'app.ts'));
    expect(page.samples.get('jobs_total')).toBe(1);
    expect(page.samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(page.families).not.toContain('process_open_fds');
    const refused = 'allocator_available{allocator="unknown",reason="addon_refused"}';
    expect(page.samples.get(refused)).toBe(0);
    for (const collector of ['process', 'runtime', 'allocator']) {
      expect(page.samples.get(`exporter_collector_success{collector="${collector}"}`)).toBe(1);
    }
  });

  it('has figures that are not always 0, where Deno shows them', () => {
    const [command, ...args] = engines.deno;
    const { samples } = read(run(project.folder, command, ...args, 'app.ts'));
    for (const sample of [
      'nodejs_active_timers',
      'nodejs_active_handles',
      'nodejs_heap_size_used_bytes',
      'nodejs_heap_space_size_used_bytes{space="old"}',
      'nodejs_external_memory_bytes',
      'nodejs_http_requests_finished_total{side="server"}',
      'nodejs_tcp_connections_opened_total{side="server"}',
      'nodejs_tcp_receive_bytes_total{side="server"}',
      'nodejs_tcp_transmit_bytes_total{side="server"}',
      'nodejs_worker_threads',
      'nodejs_worker_threads_started_total',
    ]) {
      expect(samples.get(sample), sample).toBeGreaterThan(0);
    }
  });
});
