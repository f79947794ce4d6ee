import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCollectors } from './testing/gauges-module.ts';
import { RunningExporter } from './testing/running-exporter.ts';
import { samplesOf } from './testing/samples.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

const module = fileURLToPath(new URL('testing/gauges-module.ts', import.meta.url));

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(async () => {
  await RunningExporter.endAll();
  folder[Symbol.dispose]();
});

type Sources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Writes a configuration of module sources with these options. */
function configure(sources: Sources, extra: object = {}): string {
  const config = {
    ...extra,
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, options]) => [
        name,
        { type: 'module', path: module, options },
      ]),
    ),
  };
  return folder.write('telltale.yaml', JSON.stringify(config));
}

async function start(sources: Sources, extra?: object): Promise<RunningExporter> {
  const file = configure(sources, extra);
  return RunningExporter.start([`--config.file=${file}`, '--web.enable-lifecycle']);
}

describe('a reload', () => {
  it('serves what the configuration says now, and only that', async () => {
    const exporter = await start({ a: { gauges: { room: 1, gone: 2 } } });
    expect(samplesOf(await exporter.metrics()).get('gone')).toBe(2);
    configure({ a: { gauges: { room: 5, come: 7 } } });
    const { statusCode, body } = await exporter.reload();
    expect([statusCode, body]).toEqual([200, 'The configuration was reloaded.\n']);
    const page = samplesOf(await exporter.metrics());
    expect([page.get('room'), page.get('come'), page.get('gone')]).toEqual([5, 7, undefined]);
    expect(page.get('exporter_config_last_reload_successful')).toBe(1);
  });

  it('keeps what has not changed: its counts go on', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } }, b: { gauges: { y: 1 } } });
    for (let scrape = 0; scrape < 3; scrape++) await exporter.metrics();
    configure({ b: { gauges: { y: 1 } }, a: { gauges: { x: 2 } } });
    await exporter.reload();
    const page = samplesOf(await exporter.metrics());
    expect(page.get('b_collections_total')).toBeGreaterThanOrEqual(5);
    expect(page.get('a_collections_total')).toBe(2);
  });

  it('lets the counts of the exporter itself go on, of what has changed too', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } } });
    for (let scrape = 0; scrape < 3; scrape++) await exporter.metrics();
    configure({ a: { gauges: { x: 2 } } });
    await exporter.reload();
    const count = 'exporter_collection_duration_seconds_count{collector="a"}';
    expect(samplesOf(await exporter.metrics()).get(count)).toBeGreaterThanOrEqual(5);
  });

  it('shows what was added with the values of its first collection, at once', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } } });
    configure({ a: { gauges: { x: 1 } }, b: { gauges: { y: 3 } } });
    await exporter.reload();
    const page = samplesOf(await exporter.metrics());
    expect(page.get('y')).toBe(3);
    expect(page.get('exporter_collector_success{collector="b"}')).toBe(1);
  });

  it('is made once for all that ask while another is made, one after the other', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } } });
    const before = openCollectors();
    const answers = Array.from({ length: 100 }, (_, index) => {
      configure({ a: { gauges: { x: 2 + index } } });
      return exporter.reload();
    });
    for (const { statusCode } of await Promise.all(answers)) expect(statusCode).toBe(200);
    expect(samplesOf(await exporter.metrics()).get('x')).toBe(101);
    await expect.poll(openCollectors).toBe(before);
  });

  it('comes with SIGHUP', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } } });
    configure({ a: { gauges: { x: 2 } } });
    exporter.io.hangUp();
    await exporter.io.err.until(/msg="Configuration reloaded" trigger=SIGHUP/);
    expect(samplesOf(await exporter.metrics()).get('x')).toBe(2);
  });

  it('comes with a change of the file, with --config.watch', async () => {
    const file = configure({ a: { gauges: { x: 1 } } });
    const exporter = await RunningExporter.start([`--config.file=${file}`, '--config.watch']);
    configure({ a: { gauges: { x: 2 } } });
    await exporter.io.err.until(/msg="Configuration reloaded" trigger=file/);
    expect(samplesOf(await exporter.metrics()).get('x')).toBe(2);
  });
});

describe('POST /-/reload', () => {
  it('is there only with --web.enable-lifecycle', async () => {
    const file = configure({ a: { gauges: { x: 1 } } });
    const exporter = await RunningExporter.start([`--config.file=${file}`]);
    const { statusCode, body } = await exporter.reload();
    expect([statusCode, body]).toEqual([
      403,
      'Reloading over HTTP is not enabled: start with --web.enable-lifecycle.\n',
    ]);
  });

  it('is no GET, and not from the page of another site', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } } });
    const get = await exporter.ask('/-/reload');
    expect([get.statusCode, get.headers.allow]).toEqual([405, 'POST']);
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    const foreign = await exporter.ask('/-/reload', { method: 'POST', headers });
    expect(foreign.statusCode).toBe(403);
    for (const origin of ['http://example.org', 'null']) {
      const answer = await exporter.ask('/-/reload', { method: 'POST', headers: { origin } });
      expect(answer.statusCode).toBe(403);
    }
    expect(exporter.io.err.text).not.toContain('reloaded');
  });
});

describe('a reload that fails', () => {
  const before = { a: { gauges: { x: 1 } } };

  it.each<[string, () => void, RegExp]>([
    [
      'at bad YAML',
      () => folder.write('telltale.yaml', 'sources: [\n'),
      /telltale\.yaml:2:1: .*Flow sequence/,
    ],
    [
      'at an unknown type',
      () => folder.write('telltale.yaml', 'sources:\n  a:\n    type: postgras\n'),
      /telltale\.yaml:3:11: sources\.a\.type: "postgras" is not possible here\. Did you mean "postgres"\?/,
    ],
    [
      'at a source that cannot be built',
      () => configure({ a: { gauges: { x: 2 } }, b: { buildError: 'no such driver' } }),
      /telltale\.yaml:1:\d+: sources\.b: no such driver/,
    ],
    [
      'at a source that takes too long to be built',
      () => configure({ b: { buildMs: 500 } }, { global: { reload_timeout: '50ms' } }),
      /no answer after 50 ms/,
    ],
    [
      'at a source that fails when it is first collected from',
      () => configure({ a: { gauges: { x: 2 } }, b: { error: 'the database is away' } }),
      /the first collection failed: b: the database is away/,
    ],
    [
      'at a source that is late when it is first collected from',
      () => configure({ b: { delayMs: 500 } }, { global: { scrape_timeout: '50ms' } }),
      /the first collection failed: b: no answer after 50 ms/,
    ],
    [
      'at a metric that contradicts another',
      () => configure({ b: { gauges: { x: 2 } }, ...before }),
      /the first collection failed: b: x: the series x.* was given twice/,
    ],
  ])('%s leaves what was served', async (_step, change, reason) => {
    const exporter = await start(before);
    await exporter.metrics();
    const collectors = openCollectors();
    change();
    const { statusCode, body } = await exporter.reload();
    expect(statusCode).toBe(500);
    expect(body).toMatch(/^The configuration was not reloaded, the one before is still served:\n/);
    expect(body).toMatch(reason);
    const page = samplesOf(await exporter.metrics());
    expect(page.get('x')).toBe(1);
    expect(page.get('a_collections_total')).toBeGreaterThanOrEqual(2);
    expect(page.get('exporter_config_last_reload_successful')).toBe(0);
    expect([...page.keys()].filter((sample) => sample.includes('"b"'))).toEqual([]);
    await expect.poll(openCollectors).toBe(collectors);

    configure({ a: { gauges: { x: 9 } } });
    expect((await exporter.reload()).statusCode).toBe(200);
    expect(samplesOf(await exporter.metrics()).get('x')).toBe(9);
  });

  it('does not do so for what has not changed and is broken anyway', async () => {
    const exporter = await start({ a: { gauges: { x: 1 } }, b: { error: 'away' } });
    configure({ a: { gauges: { x: 2 } }, b: { error: 'away' } });
    expect((await exporter.reload()).statusCode).toBe(200);
    expect(samplesOf(await exporter.metrics()).get('x')).toBe(2);
  });
});

describe('a start', () => {
  it('ends with 1 and a line for all that is wrong', async () => {
    const file = folder.write('telltale.yaml', 'surces:\nglobal:\n  scrape_timeout: 5\n');
    const { runExporter } = await import('./run-exporter.ts');
    const { FakeIo } = await import('./testing/fake-io.ts');
    const io = new FakeIo();
    expect(await runExporter({ args: [`--config.file=${file}`], io })).toBe(1);
    expect(io.err.lines()).toEqual([
      `level=ERROR msg="${file}:1:1: surces: this key is not known here. Did you mean \\"sources\\"?"`,
      `level=ERROR msg="${file}:3:19: global.scrape_timeout: 5 is not a time: expected one such as 30s"`,
    ]);
  });
});
