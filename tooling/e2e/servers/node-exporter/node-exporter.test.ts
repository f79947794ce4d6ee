import { describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { compareExporters, differencesOf } from './comparison.ts';
import { measureCost } from './cost.ts';
import { nodeExporter, sharedSources, startHostServer, startNodeExporter } from './exporters.ts';
import { madeSources, makeMachine } from './made-machine.ts';

const isThere = need({
  what: 'comparisons with node_exporter',
  command: [nodeExporter, '--version'],
  install: `apt-get install ${nodeExporter}`,
});

describe.runIf(isThere)('node_exporter', () => {
  test('shows the same families of this machine, with the same series and values', async () => {
    await using ours = await startHostServer(sharedSources);
    await using theirs = await startNodeExporter(sharedSources);
    const compared = await compareExporters(ours, theirs);
    expect(differencesOf(compared)).toEqual([]);
    const shared = compared.filter(
      (family) => family.ours !== undefined && family.theirs !== undefined,
    );
    expect(shared.length).toBeGreaterThan(150);
  });

  test('shows the same of a machine with much hardware', async () => {
    await using machine = await makeMachine();
    await using ours = await startHostServer(madeSources, machine);
    await using theirs = await startNodeExporter(madeSources, machine);
    const compared = await compareExporters(ours, theirs);
    expect(differencesOf(compared)).toEqual([]);
    const shared = compared.filter(
      (family) => family.ours !== undefined && family.theirs !== undefined,
    );
    const names = shared.map(({ name }) => name.split('_')[1]);
    expect(new Set(names)).toEqual(
      new Set(
        ['boot', 'context', 'cooling', 'cpu', 'disk', 'forks', 'hwmon', 'intr', 'power'].concat(
          'procs',
          'scrape',
          'thermal',
        ),
      ),
    );
    expect(shared.length).toBeGreaterThan(75);
  });

  test('and what a scrape costs can be measured in both', async () => {
    const sources = ['loadavg', 'meminfo'] as const;
    await using ours = await startHostServer(sources);
    await using theirs = await startNodeExporter(sources);
    const costs = await measureCost([ours, theirs], 50);
    expect(costs).toHaveLength(2);
    for (const { wall, processor } of costs) {
      expect(wall).toBeGreaterThan(0);
      expect(processor).toBeGreaterThanOrEqual(0);
    }
  });
});
