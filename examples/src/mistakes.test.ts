// What a collector had better not do, and what it costs where one does it.
import { encodeText } from '@telltale/exposition';
import { Gauge } from '@telltale/metrics';
import type { Collector, GatherProblem, Metric } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, test } from 'vitest';
import { pageOf } from './page-of.ts';
import { uptimeCollector } from './uptime-collector.ts';

const uptimePage = `\
# HELP app_uptime_seconds Time since the application started.
# TYPE app_uptime_seconds gauge
app_uptime_seconds 0
`;

/** The page of a collector beside the one for the uptime, and the problems that the registry reports. */
async function gatherBeside(collector: Collector): Promise<{ page: string; problems: string[] }> {
  const problems: GatherProblem[] = [];
  const registry = new Registry({
    collectorMetrics: false,
    timeoutMs: 200,
    report: (problem) => problems.push(problem),
  });
  registry.register(
    uptimeCollector(() => 0),
    collector,
  );
  return {
    page: encodeText(await registry.gather()),
    problems: problems.map((problem) => `${problem.collector}: ${problem.message}`),
  };
}

describe('a collector that throws', () => {
  test('costs only its own metrics, also those that it had appended before', async () => {
    const half = new Gauge({ name: 'half_done', help: 'Appended before the error.' });
    const { page, problems } = await gatherBeside({
      name: 'broken',
      collect(buf) {
        buf.push(half);
        throw new Error('the source is away');
      },
    });

    expect(page).toBe(uptimePage);
    expect(problems).toEqual(['broken: the source is away']);
  });
});

describe('a collector that never ends', () => {
  test('costs only its own metrics, and the page comes at the deadline', async () => {
    const { page, problems } = await gatherBeside({
      name: 'hanging',
      collect: () => new Promise(() => {}),
    });

    expect(page).toBe(uptimePage);
    expect(problems).toEqual(['hanging: no answer after 200 ms']);
  });
});

describe('a collector that removes or replaces what it finds in the buffer', () => {
  test('cannot reach the metrics of others: the buffer is its own', async () => {
    const found: number[] = [];
    const { page, problems } = await gatherBeside({
      name: 'greedy',
      collect(buf) {
        found.push(buf.length);
        buf.length = 0;
      },
    });

    expect(found).toEqual([0]);
    expect(page).toBe(uptimePage);
    expect(problems).toEqual([]);
  });
});

describe('a collector that changes its label names', () => {
  test('between scrapes gives another metric each time, and Prometheus other series', async () => {
    let scrapes = 0;
    const page = (): Promise<string> =>
      pageOf({
        name: 'fickle',
        collect(buf) {
          const labelName = `label${++scrapes}`;
          const gauge = new Gauge({ name: 'my_metric', help: 'Mine.', labelNames: [labelName] });
          gauge.labels(100).set(1);
          buf.push(gauge);
        },
      });

    expect(await page()).toContain('my_metric{label1="100"} 1\n');
    expect(await page()).toContain('my_metric{label2="100"} 1\n');
  });

  test('within a scrape keeps only the first of them', async () => {
    const gauges = ['label1', 'label2'].map(
      (labelName) => new Gauge({ name: 'my_metric', help: 'Mine.', labelNames: [labelName] }),
    );
    const { page, problems } = await gatherBeside({
      name: 'inconsistent',
      collect(buf: Metric[]) {
        for (const gauge of gauges) {
          gauge.labels('value').set(1);
          buf.push(gauge);
        }
      },
    });

    expect(page).toBe(`${uptimePage}\
# HELP my_metric Mine.
# TYPE my_metric gauge
my_metric{label1="value"} 1
`);
    expect(problems).toEqual([
      'inconsistent: my_metric was given with the labelNames ["label1"], then ["label2"]',
    ]);
  });

  test('on one metric is refused, by the compiler and when it runs', () => {
    const gauge = new Gauge({ name: 'my_metric', help: 'Mine.', labelNames: ['label1'] });

    // @ts-expect-error: label2 is no label of this metric.
    expect(() => gauge.set({ label2: 'value' }, 1)).toThrow(
      'my_metric: expected labels {label1}, got {label2}.',
    );
    expect([...gauge.snapshot().series]).toEqual([]);
  });
});
