import { appendFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { ConfigInput } from '../config/config-schema.ts';
import { ConfiguredExporter, gaugesModule } from '../testing/configured-exporter.ts';

afterEach(() => ConfiguredExporter.endAll());

const access = {
  type: 'logfile',
  path: './access.log',
  metrics: [
    {
      type: 'counter',
      name: 'requests_total',
      help: 'Requests.',
      pattern: '^(?<method>[A-Z]+) (?<code>\\d+) (?<ms>\\d+)$',
      labels: { status: 'code' },
      static_labels: { site: 'shop' },
    },
    {
      type: 'histogram',
      name: 'request_duration_seconds',
      help: 'Durations.',
      pattern: ['^never (?<ms>\\d+)$', '(?<ms>\\d+)$'],
      value: 'ms',
      scale: 0.001,
      buckets: [0.1, 1],
    },
  ],
} satisfies NonNullable<ConfigInput['sources']>[string];

const requests = 'requests_total{status="200",site="shop"}';

it('lines of a log become counters and histograms', async () => {
  const exporter = await ConfiguredExporter.start({ sources: { access } });
  const log = `${exporter.folder.path}/access.log`;
  await exporter.samples();
  appendFileSync(log, 'GET 200 50\nGET 404 500\nnothing\n');
  const samples = await exporter.samples();
  expect(samples.get(requests)).toBe(1);
  expect(samples.get('requests_total{status="404",site="shop"}')).toBe(1);
  expect(samples.get('request_duration_seconds_bucket{le="0.1"}')).toBe(1);
  expect(samples.get('request_duration_seconds_sum')).toBeCloseTo(0.55);
  expect(samples.get('exporter_source_up{source="access",type="logfile"}')).toBe(1);
});

it('counters and the position go on over a reload that leaves the file as it was configured', async () => {
  const exporter = await ConfiguredExporter.start({ sources: { access } });
  const log = `${exporter.folder.path}/access.log`;
  await exporter.samples();
  appendFileSync(log, 'GET 200 50\n');
  expect((await exporter.samples()).get(requests)).toBe(1);
  // One line is written before, one that has begun only ends after the reload.
  appendFileSync(log, 'GET 200 1\nGET 20');
  const other = { type: 'module', path: gaugesModule, options: { gauges: { x: 1 } } } as const;
  exporter.configure({ sources: { other, access } });
  expect((await exporter.running.reload()).statusCode).toBe(200);
  appendFileSync(log, '0 1\n');
  const samples = await exporter.samples();
  expect(samples.get('x')).toBe(1);
  expect(samples.get(requests)).toBe(3);
});

it('a pattern that is none is refused', async () => {
  const exporter = await ConfiguredExporter.start({ sources: { access } });
  exporter.configure({
    sources: {
      access: {
        ...access,
        metrics: [{ type: 'counter', name: 'lines_total', help: 'Lines.', pattern: '(a' }],
      },
    },
  });
  const { statusCode, body } = await exporter.running.reload();
  expect(statusCode).toBe(500);
  expect(body).toContain('sources.access: ');
});
