import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runExporter } from '../run-exporter.ts';
import { ConfiguredExporter, gaugesModule, rowsModule } from '../testing/configured-exporter.ts';
import { FakeIo } from '../testing/fake-io.ts';
import { runCommand as run } from '../testing/run-command.ts';
import { TemporaryFolder } from '../testing/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(async () => {
  folder[Symbol.dispose]();
  await ConfiguredExporter.endAll();
  vi.unstubAllEnvs();
});

function configured(config: unknown): string {
  return `--config.file=${folder.write('telltale.yaml', JSON.stringify(config))}`;
}

const gauges = { type: 'module', path: gaugesModule, options: { gauges: { x: 1 } } };
const shop = { type: 'module', path: rowsModule };
const orders = {
  source: 'shop',
  query: { rows: [{ n: 3 }] },
  metrics: [{ type: 'gauge', name: 'orders', help: 'Orders.', values: 'n' }],
};

describe('check', () => {
  it('says that a configuration is right', async () => {
    const file = configured({ sources: { shop, a: gauges }, collectors: { orders } });
    const { code, out, err } = await run('check', file);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/telltale\.yaml is valid: 2 sources, 1 collector\.\n$/);
  });

  it('says what is wrong, also what shows only when it is built', async () => {
    const wrong = await run('check', configured({ surces: {} }));
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/telltale\.yaml:1:2: surces: this key is not known here\./);
    const unbuilt = { type: 'module', path: 'nothing.js' };
    const { code, err } = await run('check', configured({ sources: { unbuilt } }));
    expect(code).toBe(1);
    expect(err).toMatch(
      /sources\.unbuilt: the module \S+nothing\.js cannot be read: there is no such file\./,
    );
    const named = { ...orders, metrics: [{ ...orders.metrics[0], values: ['n', 'm'] }] };
    const unnamed = await run('check', configured({ sources: { shop }, collectors: { named } }));
    expect(unnamed.err).toContain('orders: there are several values, expected a value_label that');
  });

  it('is coloured only where that is wanted', async () => {
    const { stdout, stderr, exit, onSignal, out } = new FakeIo();
    await runExporter({ args: ['check'], io: { stdout, stderr, exit, onSignal, colours: true } });
    expect(out.text).toContain('\u001b[32mvalid\u001b[39m');
  });
});

describe('query', () => {
  it('prints what collectors and sources give, and nothing else', async () => {
    const file = configured({ sources: { shop, a: gauges }, collectors: { orders } });
    expect(await run('query', file, 'orders')).toEqual({
      code: 0,
      out: '# HELP orders Orders.\n# TYPE orders gauge\norders 3\n',
      err: '',
    });
    expect((await run('query', file, 'a', 'shop')).out).toMatch(/orders 3[^]*\nx 1\n/);
  });

  it('says why there is nothing, with 1', async () => {
    const failing = { ...orders, query: { error: 'no such table' } };
    const file = configured({ sources: { shop }, collectors: { failing } });
    expect(await run('query', file, 'failing')).toEqual({
      code: 1,
      out: '',
      err: 'failing: no such table\n',
    });
    expect(await run('query', file, 'fail')).toEqual({
      code: 1,
      out: '',
      err: '"fail" is no collector and no source. There are failing, shop.\n',
    });
  });

  it('fails where a query failed and something else is shown in its place', async () => {
    const failing = { ...orders, query: { error: 'no such table' }, on_error: 'nan' as const };
    const file = configured({ sources: { shop }, collectors: { failing } });
    const { code, err, out } = await run('query', file, 'failing');
    expect([code, err]).toEqual([1, 'failing: the query failed: no such table\n']);
    expect(out).toContain('orders NaN');
  });

  it('ends with 1 where rows cost a metric, and names options as the configuration does', async () => {
    const absent = { ...orders, metrics: [{ ...orders.metrics[0], values: 'm' }] };
    const doubled = { ...orders, query: { rows: [{ n: 3 }, { n: 4 }] } };
    const nulls = { ...orders, query: { rows: [{ n: null }] } };
    const file = configured({ sources: { shop }, collectors: { absent, doubled, nulls } });
    expect(await run('query', file, 'absent')).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        'absent: orders: the result has no column m; it has n.',
      ) as string,
    });
    expect(await run('query', file, 'doubled')).toMatchObject({
      code: 1,
      err: expect.stringContaining('choose on_duplicate: "first" or "sum"\n') as string,
    });
    expect(await run('query', file, 'nulls')).toMatchObject({
      code: 0,
      err: 'nulls: orders: column n is NULL, and on_null is "drop"\n',
    });
  });

  it('hides a secret that comes with an error', async () => {
    vi.stubEnv('TELLTALE_TEST_SECRET', 'hunter2-planted');
    const secrets = { password: { env: 'TELLTALE_TEST_SECRET' } };
    const failing = { ...orders, query: { error: 'bad login hunter2-planted' } };
    const file = configured({ sources: { shop: { ...shop, secrets } }, collectors: { failing } });
    expect((await run('query', file, 'failing')).err).toBe('failing: bad login <secret>\n');
  });
});

describe('diff', () => {
  it('says what is different from a file', async () => {
    const before = folder.write(
      'before.yaml',
      JSON.stringify({ sources: { a: gauges, shop, gone: { type: 'host' } } }),
    );
    const after = configured({
      global: { scrape_timeout: '5s' },
      sources: { a: { ...gauges, cache_ttl: '1s' }, shop },
      collectors: { orders },
    });
    expect(await run('diff', after, before)).toEqual({
      code: 3,
      err: '',
      out: [
        '~ source a: cache_ttl: nothing -> "1s"',
        '- source gone',
        '~ global: scrape_timeout: nothing -> "5s"',
        '+ collector orders',
        '',
      ].join('\n'),
    });
    expect(await run('diff', after, after.replace('--config.file=', ''))).toEqual({
      code: 0,
      err: '',
      out: 'Nothing is different.\n',
    });
  });

  it('asks an exporter that runs', async () => {
    const sources = { a: gauges } as const;
    const exporter = await ConfiguredExporter.start({
      sources: { a: { ...gauges, type: 'module' } },
    });
    const url = new URL(await exporter.running.io.err.url()).origin;
    expect((await run('diff', configured({ sources }), url)).code).toBe(0);
    const { code, out } = await run('diff', configured({ sources: { b: gauges } }), `${url}/`);
    expect([code, out]).toEqual([3, '- source a\n+ source b\n']);
  });

  it('finds nothing different where the text of a secret is that of another setting', async () => {
    vi.stubEnv('TELLTALE_TEST_SECRET', 'gauges');
    const secrets = { key: { env: 'TELLTALE_TEST_SECRET' } };
    const sources = { gauges: { ...gauges, secrets, type: 'module' as const } };
    const exporter = await ConfiguredExporter.start({ sources });
    const url = new URL(await exporter.running.io.err.url()).origin;
    expect(await run('diff', configured({ sources }), url)).toMatchObject({
      code: 0,
      out: 'Nothing is different.\n',
    });
  });

  it('says that none runs, with 1', async () => {
    const { code, err } = await run('diff', configured({}), 'http://127.0.0.1:1');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/config cannot be read: .* Does the exporter run there\?\n$/,
    );
  });
});

describe('schema', () => {
  it('is JSON Schema that knows each type of source, and says what fields are for', async () => {
    const { code, out } = await run('schema');
    const schema = JSON.parse(out) as {
      properties: { sources: { additionalProperties: { oneOf: { properties: object }[] } } };
    };
    expect(code).toBe(0);
    expect(Object.keys(schema.properties)).toEqual([
      'global',
      'sources',
      'queries',
      'collectors',
      'modules',
    ]);
    const types = schema.properties.sources.additionalProperties.oneOf;
    expect(types[0]?.properties).toMatchObject({
      type: { const: 'host' },
      interval: {
        type: 'string',
        description: expect.stringContaining('mode: interval') as string,
      },
    });
  });
});

describe('completion', () => {
  function complete(...words: string[]): string[] {
    const script = `source <(cat "$1"); shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _telltale_exporter; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const file = `${folder.path}/completion.bash`;
    const out = execFileSync('bash', ['-c', script, 'bash', file, 'telltale-exporter', ...words]);
    return out.toString().trimEnd().split('\n');
  }

  it('completes commands, flags and values in bash', async () => {
    folder.write('completion.bash', (await run('completion', 'bash')).out);
    expect(complete('ch')).toEqual(['check']);
    expect(complete('--log.f')).toEqual(['--log.format']);
    expect(complete('check', '--')).toEqual([
      '--config.file',
      '--web.config.file',
      '--strict',
      '--version',
      '--help',
    ]);
    expect(complete('--log.format', '')).toEqual(['logfmt', 'json']);
    expect(complete('--log.format', '=', 'j')).toEqual(['json']);
    expect(complete('completion', 'f')).toEqual(['fish']);
    const [start, file] = [`${folder.path}/completion.b`, `${folder.path}/completion.bash`];
    expect(complete('--config.file', start)).toEqual([file]);
    expect(complete('check', '--web.config.file', '=', start)).toEqual([file]);
    expect(complete('diff', start)).toEqual([file]);
  });

  it('has a script for zsh and fish', async () => {
    expect((await run('completion', 'zsh')).out).toMatch(/^#compdef telltale-exporter\n/);
    expect((await run('completion', 'fish')).out).toContain(
      "complete -c telltale-exporter -f -n __fish_use_subcommand -a check -d '",
    );
  });
});
