import { afterEach, expect, it, vi } from 'vitest';
import type { ConfigInput } from '../config/config-schema.ts';
import { ConfiguredExporter } from '../testing/configured-exporter.ts';

afterEach(async () => {
  await ConfiguredExporter.endAll();
  vi.unstubAllEnvs();
});

it('a command that prints a page is a source by itself', async () => {
  const exporter = await ConfiguredExporter.start({
    sources: {
      backup: {
        type: 'exec',
        command: ['sh', '-c', 'echo "backup_age_days $AGE"; exit 3'],
        exit_codes: [3],
        env: { AGE: '2' },
        cache_ttl: '1m',
      },
    },
  });
  const samples = await exporter.samples();
  expect(samples.get('backup_age_days')).toBe(2);
  expect(samples.get('exporter_source_up{source="backup",type="exec"}')).toBe(1);
  expect(samples.get('exporter_collector_success{collector="backup"}')).toBe(1);
});

it('commands that print rows are queries of collectors, each format by its keys', async () => {
  vi.stubEnv('TELLTALE_TEST_SECRET', 'planted');
  const gauge = (name: string, values: string, keyLabels: readonly string[] = []) => [
    { type: 'gauge' as const, name, help: 'Help.', values, key_labels: [...keyLabels] },
  ];
  const source = 'commands';
  const config = {
    sources: {
      commands: {
        type: 'exec',
        secret_env: { TOKEN: { env: 'TELLTALE_TEST_SECRET' } },
        labels: { host: 'one' },
      },
    },
    collectors: {
      json: {
        source,
        query: { command: ['echo', '{"n": 9007199254740993}'], format: 'json' },
        metrics: gauge('from_json', 'n'),
      },
      csv: {
        source,
        query: {
          command: ['printf', 'a;1\nb;2\n'],
          format: 'csv',
          delimiter: ';',
          columns: ['k', 'v'],
        },
        metrics: gauge('from_csv', 'v', ['k']),
      },
      lines: {
        source,
        query: { command: ['seq', 2], format: 'lines', pattern: '(?<n>2)' },
        metrics: gauge('from_lines', 'n'),
      },
      exit: {
        source,
        query: { command: ['sh', '-c', 'exit ${#TOKEN}'], format: 'exit' },
        metrics: gauge('from_exit', 'exit_code'),
      },
    },
  } satisfies ConfigInput;
  const exporter = await ConfiguredExporter.start(config);
  const samples = await exporter.samples();
  const found = Object.fromEntries([...samples].filter(([name]) => name.startsWith('from_')));
  expect(found).toEqual({
    'from_json{host="one"}': 9007199254740992,
    'from_csv{k="a",host="one"}': 1,
    'from_csv{k="b",host="one"}': 2,
    'from_lines{host="one"}': 2,
    'from_exit{host="one"}': 'planted'.length,
  });
  await exporter.running.io.err.until(/source=json warning="from_json: .*9007199254740993/);
});

it.each([
  [{ labels: { a: 'b' }, command: ['true'] }, 'labels are of rows'],
  [{ exit_codes: 'any' as const }, 'exit_codes and content_type are of the page'],
])('what has no meaning is refused: %j', async (settings, message) => {
  const exporter = await ConfiguredExporter.start({ sources: {} });
  exporter.configure({ sources: { backup: { type: 'exec', ...settings } } });
  const { statusCode, body } = await exporter.running.reload();
  expect(statusCode).toBe(500);
  expect(body).toContain(`sources.backup: ${message}`);
});

it.each([
  [
    { command: ['x'], format: 'exposition' },
    'query.format: "exposition" is not possible here. Expected one of json, csv, lines, exit.',
  ],
  [{ command: ['x'] }, 'query.format: this key is missing: expected one of json, csv, lines, exit'],
  [{ format: 'csv' }, 'query.command: this key is missing'],
  [{ command: ['x'], format: 'exit', columns: ['a'] }, 'query: "columns" is not known in a query'],
  [
    { command: ['x'], format: 'exit', exit_codes: [256] },
    'query.exit_codes[0]: expected 255 or less',
  ],
])('a query that is none is refused: %j', async (query, message) => {
  const exporter = await ConfiguredExporter.start({ sources: {} });
  const metrics = [{ type: 'gauge' as const, name: 'x', help: 'X.', values: 'x' }];
  exporter.configure({
    sources: { commands: { type: 'exec' } },
    collectors: { x: { source: 'commands', query, metrics } },
  });
  const { statusCode, body } = await exporter.running.reload();
  expect(statusCode).toBe(500);
  expect(body).toContain(`collectors.x.${message}`);
});
