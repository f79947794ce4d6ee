import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TemporaryFolder } from '../testing/temporary-folder.ts';
import { loadConfig } from './load-config.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
  vi.unstubAllEnvs();
});

/** The lines that say what is wrong with a text, without the name of the file. */
async function faultsOf(text: string, name = 'telltale.yaml'): Promise<string[]> {
  const file = folder.write(name, text);
  const error = await loadConfig(file).then(
    () => new Error('nothing is wrong'),
    (reason: unknown) => reason as Error,
  );
  return error.message.split('\n').map((line) => line.replaceAll(file, name));
}

describe('a configuration in YAML', () => {
  it('is read with its times and names', async () => {
    const text = [
      'global:',
      '  scrape_timeout: 1m30s',
      'sources:',
      '  machine:',
      '    type: host',
      '    exclude: [arp]',
      '    exclude_disks: ^loop',
      '    cache_ttl: 500ms',
      '',
    ].join('\n');
    const { config } = await loadConfig(folder.write('telltale.yml', text));
    expect(config).toEqual({
      global: { scrape_timeout: 90_000 },
      sources: {
        machine: { type: 'host', exclude: ['arp'], exclude_disks: /^loop/, cache_ttl: 500 },
      },
    });
  });

  it('may be empty', async () => {
    expect((await loadConfig(folder.write('telltale.yaml', '# nothing\n'))).config).toEqual({});
  });

  it.each<[string, string, string[]]>([
    [
      'a tab, without what follows from it',
      'sources:\n  m:\n\ttype: host\n    exclude: [arp]\n',
      ['telltale.yaml:3:1: Tabs are not allowed as indentation'],
    ],
    [
      'a key that is not known',
      'sources:\n  m:\n    type: host\n    exclud: [arp]\n',
      ['telltale.yaml:4:5: sources.m.exclud: this key is not known here. Did you mean "exclude"?'],
    ],
    [
      'a key that is like no other',
      'global:\n  colour: red\n',
      [
        'telltale.yaml:2:3: global.colour: this key is not known here. Expected one of scrape_timeout, ' +
          'scrape_timeout_offset, reload_timeout.',
      ],
    ],
    [
      'a type that is not known',
      'sources:\n  m: { type: hots }\n',
      ['telltale.yaml:2:14: sources.m.type: "hots" is not possible here. Did you mean "host"?'],
    ],
    [
      'a type that is missing',
      'sources:\n  m:\n    exclude: []\n',
      [
        'telltale.yaml:2:3: sources.m.type: this key is missing: expected one of host, process, runtime, allocator, ' +
          'textfile, module, postgres, mysql, mariadb, sqlite, redis, json, exec, logfile',
      ],
    ],
    [
      'a key that is missing',
      'sources:\n  m: { type: textfile }\n',
      ['telltale.yaml:2:3: sources.m.directories: this key is missing'],
    ],
    [
      'a value of another kind',
      'sources:\n  m: { type: host, exclude: arp, network_file_systems: 1 }\n  n:\n  o: []\n',
      [
        'telltale.yaml:2:29: sources.m.exclude: expected a list, got text',
        'telltale.yaml:2:56: sources.m.network_file_systems: expected true or false, got a number',
        'telltale.yaml:3:5: sources.n: expected keys with values, got nothing',
        'telltale.yaml:4:6: sources.o: expected keys with values, got a list',
      ],
    ],
    [
      'a word that is not one of those expected',
      'sources:\n  m: { type: host, exclude: [arpp] }\n',
      [
        'telltale.yaml:2:30: sources.m.exclude[0]: "arpp" is not possible here. Did you mean "arp"?',
      ],
    ],
    [
      'a time without a unit, or of 0',
      'global: { scrape_timeout: 5, reload_timeout: 0s, scrape_timeout_offset: 5x }\n',
      [
        'telltale.yaml:1:27: global.scrape_timeout: 5 is not a time: expected one such as 30s',
        'telltale.yaml:1:46: global.reload_timeout: 0s is not possible: expected a time above 0 and up to 24d',
        'telltale.yaml:1:73: global.scrape_timeout_offset: "5x" is not a time: expected a number with its unit, ms, s, ' +
          'm, h or d, such as 500ms, 30s or 1h30m',
      ],
    ],
    [
      'a name that will not do',
      'sources:\n  "a b": { type: host }\n',
      [
        'telltale.yaml:2:3: sources.a b: a name begins with a letter or _ and has only letters, digits, and the ' +
          'characters _ . -',
      ],
    ],
    [
      'a key that is there twice',
      'sources: {}\nsources: {}\n',
      ['telltale.yaml:2:1: Map keys must be unique'],
    ],
    [
      'a tag that nobody knows',
      'global: !!js/function x\n',
      ['telltale.yaml:1:9: Unresolved tag: tag:yaml.org,2002:js/function'],
    ],
    [
      'settings that need or exclude each other',
      [
        'sources:',
        '  a: { type: host, mode: interval }',
        '  b: { type: host, interval: 5s }',
        '  c: { type: host, mode: cron, cron: "61 * * * *", cache_ttl: 5s }',
        '  d: { type: host, jitter: 1s }',
        '  e: { type: host, mode: cron, cron: "0 0 31 2 *" }',
        '',
      ].join('\n'),
      [
        'telltale.yaml:2:3: sources.a.interval: mode: interval needs it, such as interval: 30s',
        'telltale.yaml:3:30: sources.b.interval: it has no meaning with mode: scrape. Write mode: interval, or leave it out',
        expect.stringMatching(
          /^telltale\.yaml:4:38: sources\.c\.cron: "61 \* \* \* \*" is not a cron expression: /,
        ) as string,
        'telltale.yaml:4:63: sources.c.cache_ttl: it has no meaning with mode: cron. Leave it out',
        'telltale.yaml:5:28: sources.d.jitter: it has no meaning with mode: scrape. Leave it out',
        'telltale.yaml:6:38: sources.e.cron: "0 0 31 2 *" never comes',
      ],
    ],
  ])('with %s is refused with place and remedy', async (_what, text, faults) => {
    expect(await faultsOf(text)).toEqual(faults);
  });

  it('knows no substitution: what looks like one stays as it is', async () => {
    vi.stubEnv('FOLDER', '/elsewhere');
    const text = 'sources:\n  t: { type: textfile, directories: ["${FOLDER}"] }\n';
    const { config } = await loadConfig(folder.write('telltale.yaml', text));
    expect(config.sources?.['t']).toMatchObject({ directories: ['${FOLDER}'] });
  });
});

describe('collectors', () => {
  const sources = 'sources:\n  shop: { type: module, path: x.js }\n  machine: { type: host }\n';
  const metrics = 'metrics: [{ type: gauge, name: x, help: x, values: x }]';

  it.each<[string, string, string[]]>([
    [
      'a source that is not there, or gives no rows',
      `collectors:\n  a: { source: shpo, query: x, ${metrics} }\n  b: { source: machine, query: x, ${metrics} }\n`,
      [
        'telltale.yaml:5:16: collectors.a.source: "shpo" is not the name of a source. Did you mean "shop"?',
        'telltale.yaml:6:16: collectors.b.source: "machine" is of the type host, which gives no rows',
      ],
    ],
    [
      'no query, two, or the name of none',
      `collectors:\n  a: { source: shop, ${metrics} }\n  b: { source: shop, query: x, query_ref: y, ${metrics} }\n` +
        `  c: { source: shop, query_ref: z, ${metrics} }\n`,
      [
        'telltale.yaml:5:3: collectors.a.query: this key is missing: one of query and query_ref',
        'telltale.yaml:6:29: collectors.b.query: query_ref is given, too: one of query and query_ref',
        'telltale.yaml:7:33: collectors.c.query_ref: "z" is not the name of a query.',
      ],
    ],
    [
      'the name of a source, and a result that is kept for no time',
      `collectors:\n  shop: { source: shop, query: x, on_error: keep, ${metrics} }\n`,
      [
        'telltale.yaml:5:3: collectors.shop: a source has this name, too: collect[] could not tell them apart. Take another',
        'telltale.yaml:5:3: collectors.shop.max_age: on_error: keep needs it, such as max_age: 5m',
      ],
    ],
    [
      'sources whose series are the same',
      `collectors:\n  a: { source: [shop, shop], query: x, ${metrics} }\n`,
      [
        'telltale.yaml:5:23: collectors.a.source[1]: the series of "shop" could not be told apart from those of another ' +
          'source: give each labels of its own',
      ],
    ],
    [
      'a column role that the type does not have',
      'collectors:\n  a: { source: shop, query: x, metrics: [{ type: info, name: x, help: x, valeus: x }] }\n',
      [
        'telltale.yaml:5:74: collectors.a.metrics[0].valeus: this key is not known here. Expected one of type, name, help, ' +
          'unit, key_labels, static_labels, timestamp, on_empty, on_null, on_duplicate.',
      ],
    ],
  ])('with %s are refused', async (_what, text, faults) => {
    expect(await faultsOf(sources + text)).toEqual(faults);
  });
});

describe('a secret', () => {
  const withSecret = (secret: string): string =>
    `sources:\n  m: { type: module, path: m.js, secrets: { password: ${secret} } }\n`;

  it('is read from the environment or a file, and is not seen however it is printed', async () => {
    vi.stubEnv('TELLTALE_TEST_SECRET', 'hunter2');
    folder.write('password', 'swordfish\n');
    for (const [reference, value] of [
      ['{ env: TELLTALE_TEST_SECRET }', 'hunter2'],
      ['{ file: password }', 'swordfish'],
    ] as const) {
      const loaded = await loadConfig(folder.write('telltale.yaml', withSecret(reference)));
      const source = loaded.config.sources?.['m'];
      const secret = source?.type === 'module' ? source.secrets?.['password'] : undefined;
      expect(secret?.reveal()).toBe(value);
      const printed = [
        String(secret),
        JSON.stringify(loaded),
        inspect(loaded, { depth: 20, showHidden: true }),
        JSON.stringify(loaded.shown),
      ];
      for (const text of printed) {
        expect(text).not.toContain(value);
        expect(text).toContain('<secret>');
      }
    }
  });

  it.each<[string, string, string]>([
    [
      'that is written there',
      'hunter2',
      'telltale.yaml:2:55: sources.m.secrets.password: a secret is never written here: expected { env: NAME } or { file: PATH }',
    ],
    [
      'whose variable is not set',
      '{ env: TELLTALE_TEST_UNSET }',
      'telltale.yaml:2:55: sources.m.secrets.password: the environment variable TELLTALE_TEST_UNSET is not set: set it to ' +
        'the secret.',
    ],
  ])('%s is refused, and not repeated', async (_what, reference, fault) => {
    expect(await faultsOf(withSecret(reference))).toEqual([fault]);
  });

  it('whose file is not there, or is empty, is refused', async () => {
    const [missing] = await faultsOf(withSecret('{ file: nothing }'));
    expect(missing).toMatch(
      /password: the file \S+nothing cannot be read: there is no such file\.$/,
    );
    folder.write('empty', '\n');
    const [empty] = await faultsOf(withSecret('{ file: empty }'));
    expect(empty).toMatch(/password: the file \S+empty is empty: write the secret into it\.$/);
  });
});

describe('a configuration as a program', () => {
  it('is its default export, under the same schema', async () => {
    const text = "export default { sources: { m: { type: 'host', cache_ttl: '5s' } } };\n";
    const { config } = await loadConfig(folder.write('telltale.mjs', text));
    expect(config).toEqual({ sources: { m: { type: 'host', cache_ttl: 5000 } } });
    expect(await faultsOf('export default { surces: {} };\n', 'wrong.mjs')).toEqual([
      'wrong.mjs: surces: this key is not known here. Did you mean "sources"?',
    ]);
  });

  it('is read anew when it has changed', async () => {
    const load = async (seconds: number): Promise<unknown> => {
      const text = `export default { global: { scrape_timeout: '${seconds}s' } };\n`;
      return (await loadConfig(folder.write('telltale.mjs', text))).config.global?.scrape_timeout;
    };
    expect([await load(1), await load(2)]).toEqual([1000, 2000]);
  });

  it('that exports nothing, or fails, is refused', async () => {
    expect(await faultsOf('export const config = {};\n', 'none.mjs')).toEqual([
      'none.mjs: there is no default export: write export default defineConfig({ … }).',
    ]);
    const [fault] = await faultsOf("throw new Error('no luck');\n", 'fails.mjs');
    expect(fault).toMatch(/^the module \S*fails\.mjs cannot be imported: no luck$/);
  });
});

describe('a file', () => {
  it('that is not there, or of a kind that is not known, is refused', async () => {
    await expect(loadConfig('/nowhere/telltale.yaml')).rejects.toThrow(
      '/nowhere/telltale.yaml: there is no such file.',
    );
    await expect(loadConfig('telltale.toml')).rejects.toThrow(
      'telltale.toml: .toml is not known: expected .yaml or .yml, .json, or .ts, .mts, .js, .mjs for a program.',
    );
  });
});

describe('modules', () => {
  it('with what makes no sense are refused', async () => {
    const text = [
      'modules:',
      '  a: { source: { type: host }, targets: [db] }',
      '  b: { source: { type: module, path: x, mode: cron, cron: "* * * * *" }, targets: ["a b", 10.0.0.0/99] }',
      '  c:',
      '    source: { type: module, path: x }',
      '    targets: [db]',
      '    collectors: { q: { metrics: [{ type: info, name: x, help: x }] } }',
      '  d: { source: { type: module, path: x }, targets: [] }',
      '',
    ].join('\n');
    expect(await faultsOf(text)).toEqual([
      'telltale.yaml:8:52: modules.d.targets: expected at least 1 item',
    ]);
    expect(await faultsOf(text.replace('targets: []', 'targets: [x]'))).toEqual([
      'telltale.yaml:2:24: modules.a.source.type: sources of the type host take no target',
      'telltale.yaml:3:47: modules.b.source.mode: a target is collected from when it is probed. Leave it out',
      'telltale.yaml:3:84: modules.b.targets[0]: "a b" is not a target: expected host, host:port, [IPv6]:port, or a URL.',
      'telltale.yaml:3:91: modules.b.targets[1]: "10.0.0.0/99" is not a range of addresses, such as 10.0.0.0/8.',
      'telltale.yaml:7:19: modules.c.collectors.q.query: this key is missing: one of query and query_ref',
    ]);
  });
});
