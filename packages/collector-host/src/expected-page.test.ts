import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Metric, MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { hostCollector } from './host-collector.ts';
import type { HostSourceName } from './source-list.ts';

// node_exporter's own fixtures, not part of the repository: the shared test data folder beside the checkout.
const folder = fileURLToPath(new URL('../../../../shared/testdata/node_exporter', import.meta.url));
const isAbsent = !existsSync(folder);
const remark = isAbsent ? ' (skipped: no shared test data folder beside the checkout)' : '';

/** The sources whose files are among the fixtures, and what the names of their metrics begin with. */
const covered: Readonly<Partial<Record<HostSourceName, RegExp>>> = {
  cpu: /^node_cpu_(?:guest_)?seconds_total$/,
  diskstats: /^node_disk_/,
  filefd: /^node_filefd_/,
  loadavg: /^node_load\d+$/,
  meminfo: /^node_memory_/,
  netstat: /^node_netstat_/,
  pressure: /^node_pressure_/,
  stat: /^node_(?:intr|context_switches|forks)_total$|^node_boot_time_seconds$|^node_procs_/,
};

/** Shown for every disk, whether or not there is anything to say of it. */
const notOfProc = 'node_disk_info';

interface Expected {
  readonly type: string;
  readonly help: string;
  readonly samples: Map<string, number>;
}

/** Read by hand: a page that the code under test's own parser reads would not show what that gets wrong. */
function expectedFamilies(): Map<string, Expected> {
  const families = new Map<string, Expected>();
  const help = new Map<string, string>();
  for (const line of readFileSync(`${folder}/expected.prom`, 'utf8').split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') help.set(name, rest);
    else if (kind === 'TYPE') {
      const type = rest === 'untyped' ? 'unknown' : rest;
      families.set(name, { type, help: help.get(name) ?? '', samples: new Map() });
    } else if (line !== '') {
      const [, family = '', labels = '', value] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      families.get(family)?.samples.set(labels, Number(value));
    }
  }
  return families;
}

function samplesOf(family: MetricFamily): Map<string, number> {
  const samples = new Map<string, number>();
  for (const { labels, value } of family.series) {
    const text = Object.entries(labels)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, label]) => `${name}="${label}"`)
      .join();
    expect(samples.has(text)).toBe(false);
    samples.set(text, value as number);
  }
  return samples;
}

async function collectFixtures(
  collectors: readonly HostSourceName[],
): Promise<Map<string, MetricFamily>> {
  const metrics: Metric[] = [];
  const failures: unknown[] = [];
  const collector = hostCollector({
    procRoot: `${folder}/proc`,
    // The fixtures are of proc only; nothing of this machine is to be among them.
    sysRoot: `${folder}/sys`,
    udevData: `${folder}/udev`,
    collectors,
    onError: (_, error) => failures.push(error),
  });
  await collector.collect(metrics, { signal: new AbortController().signal });
  expect(failures).toEqual([]);
  return new Map(
    metrics
      .filter(({ name }) => !name.startsWith('node_scrape_') && name !== notOfProc)
      .map((metric) => [metric.name, metric.snapshot()]),
  );
}

describe.skipIf(isAbsent)(`the fixtures of node_exporter${remark}`, () => {
  it('are all of a source that is read', () => {
    const patterns = Object.values(covered);
    const unread = [...expectedFamilies().keys()].filter(
      (name) => !patterns.some((pattern) => pattern.test(name)),
    );
    expect(unread).toEqual([]);
  });

  it.each(Object.entries(covered))('%s shows what node_exporter shows', async (source, pattern) => {
    const expected = [...expectedFamilies()].filter(([name]) => pattern.test(name));
    expect(expected.length).toBeGreaterThan(0);
    const families = await collectFixtures([source as HostSourceName]);
    expect([...families.keys()].toSorted()).toEqual(expected.map(([name]) => name).toSorted());
    for (const [name, { type, help, samples }] of expected) {
      const family = families.get(name) as MetricFamily;
      expect({ name, type: family.type, help: family.help }).toEqual({ name, type, help });
      const collected = samplesOf(family);
      expect(new Set(collected.keys())).toEqual(new Set(samples.keys()));
      for (const [labels, value] of samples) {
        expect(collected.get(labels), `${name}{${labels}}`).toBe(value);
      }
    }
  });
});
