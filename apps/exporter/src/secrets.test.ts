import { afterEach, expect, it, vi } from 'vitest';
import type { ConfigInput } from './config/config-schema.ts';
import { ConfiguredExporter, gaugesModule, rowsModule } from './testing/configured-exporter.ts';

afterEach(async () => {
  await ConfiguredExporter.endAll();
  vi.unstubAllEnvs();
});

/** With what URLs and JSON escape. */
const planted = 'planted/"secret" 1';
const forms = [planted, encodeURIComponent(planted), JSON.stringify(planted).slice(1, -1)];

it('a secret is in nothing that the exporter prints or serves', async () => {
  vi.stubEnv('TELLTALE_TEST_SECRET', planted);
  const secrets = { password: { env: 'TELLTALE_TEST_SECRET' } };
  const sources = {
    // Whatever a driver says of its secret comes in an error, as it is, in a URL, or in JSON.
    shop: { type: 'module', path: rowsModule, secrets },
    failing: {
      type: 'module',
      path: gaugesModule,
      secrets,
      options: { error: `refused: ${forms.join(' ')}` },
    },
  } satisfies ConfigInput['sources'];
  const collectors = {
    orders: {
      source: 'shop',
      query: { error: `bad login ${forms.join(' ')}` },
      on_error: 'nan' as const,
      metrics: [{ type: 'gauge' as const, name: 'x', help: 'x', values: 'x' }],
    },
  } satisfies ConfigInput['collectors'];
  const exporter = await ConfiguredExporter.start({ sources, collectors }, ['--log.level=debug']);
  const { running } = exporter;
  const served: string[] = [];
  const ask = async (path: string, method = 'GET'): Promise<string> => {
    const { body, headers } = await running.ask(path, { method });
    served.push(body, JSON.stringify(headers));
    return body;
  };
  for (const path of ['/metrics', '/', '/-/ready']) await ask(path);
  expect(await ask('/config')).toContain('password: <secret>');

  const broken = { ...sources.failing, options: { buildError: `no: ${forms.join(' ')}` } };
  exporter.configure({ sources: { ...sources, broken }, collectors });
  expect(await ask('/-/reload', 'POST')).toContain('no: <secret> <secret> <secret>');
  await ask('/metrics');
  await running.io.err.until(/Configuration not reloaded/);

  // A query may say anything; what is hidden is the secret, which stands in this one.
  const everything = [...served, running.io.err.text, running.io.out.text].join('\n');
  for (const form of forms) expect(everything).not.toContain(form);
  expect(everything).toContain('refused: <secret> <secret> <secret>');
});

it('a secret of several lines is in no line of the log when a reload fails', async () => {
  const [first, second] = ['planted-first', 'planted-second'];
  vi.stubEnv('TELLTALE_TEST_SECRET', `${first}\n${second}`);
  const exporter = await ConfiguredExporter.start({});
  const { running } = exporter;
  exporter.configure({
    sources: {
      broken: {
        type: 'module',
        path: gaugesModule,
        secrets: { key: { env: 'TELLTALE_TEST_SECRET' } },
        options: { buildError: `no: ${first}\n${second}` },
      },
    },
  });
  await running.ask('/-/reload', { method: 'POST' });
  await running.io.err.until(/Configuration not reloaded/);
  expect(running.io.err.text).toContain('no: <secret>');
  expect(running.io.err.text).not.toMatch(/planted-/);
});
