import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Metric } from '@telltale/model';
import { machineFiles, plainFiles } from './complete-machine.ts';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import type { HostCollectorOptions } from './host-options.ts';
import { defaultSourceNames, hostSourceNames, type HostSourceName } from './source-list.ts';

interface Row {
  readonly metric: string;
  readonly source: string;
  readonly state: string;
}

/** Of those that are not here, what they begin with. */
const elsewhere: readonly (readonly [beginning: string, state: string])[] = [
  ['node_textfile_', 'in `@telltale/collector-textfile`'],
  ['node_timex_', 'out of reach: adjtimex(2)'],
  ['node_systemd_', 'not planned'],
];

const page = readFileSync(join(import.meta.dirname, '../dashboard.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(node_\w+)` +\| (?:`(\w+)`)? *\| (.*?) *\|$/gm)].map(
  ([, metric = '', source = '', state = '']): Row => ({ metric, source, state }),
);

/** Shown in every state, whichever source is read. */
const aboutSources = 'node_scrape_';

let plain: FixtureMachine;
let complete: FixtureMachine;

beforeAll(() => {
  plain = new FixtureMachine(plainFiles);
  complete = new FixtureMachine({ ...plainFiles, ...machineFiles });
});

afterAll(() => {
  plain[Symbol.dispose]();
  complete[Symbol.dispose]();
});

async function namesOf(
  machine: FixtureMachine,
  options: HostCollectorOptions = {},
): Promise<Set<string>> {
  const metrics: Metric[] = [];
  const collector = hostCollector({ ...machine.options, ...options });
  await collector.collect(metrics, { signal: new AbortController().signal });
  return new Set(metrics.map(({ name }) => name));
}

describe('the list of what the dashboard Node Exporter Full asks for', () => {
  it('has the names of the dashboard, of which all but timex and systemd are within reach', () => {
    const names = rows.map(({ metric }) => metric);
    expect(names).toEqual([...new Set(names)].toSorted());
    expect(names).toHaveLength(224);
    const within = names.filter((name) => !/^node_(?:timex|systemd)_/.test(name));
    expect(within).toHaveLength(204);
  });

  it('says of each in which state it is, and which source shows it', async () => {
    const byDefault = await namesOf(plain);
    const byHardware = await namesOf(complete);
    const byInclude = await namesOf(complete, { include: hostSourceNames });
    const byOption = await namesOf(complete, { include: hostSourceNames, netstatFields: /./ });
    const sourceOf = new Map<string, HostSourceName>();
    for (const source of hostSourceNames) {
      const names = await namesOf(complete, { collectors: [source], netstatFields: /./ });
      for (const name of names) {
        if (!name.startsWith(aboutSources)) sourceOf.set(name, source);
      }
    }
    const stateOf = (name: string): string => {
      if (byDefault.has(name)) return 'shown';
      if (byHardware.has(name)) return 'where the machine has it';
      if (byInclude.has(name)) return 'off by default';
      if (byOption.has(name)) return 'by `netstatFields`';
      return elsewhere.find(([beginning]) => name.startsWith(beginning))?.[1] ?? 'missing';
    };
    expect(rows).toEqual(
      rows.map(({ metric }) => ({
        metric,
        source: sourceOf.get(metric) ?? '',
        state: stateOf(metric),
      })),
    );
  });

  it('counts the states as they are', () => {
    const counts = new Map<string, number>();
    for (const { state } of rows) {
      const head = state.split(':')[0] as string;
      counts.set(head, (counts.get(head) ?? 0) + 1);
    }
    const summary = [...page.matchAll(/^\| (?!`|state)(\S.*?) +\| (\d+) +\|/gm)].map(
      ([, state, count]) => [state, Number(count)],
    );
    expect(new Map(summary as [string, number][])).toEqual(counts);
  });

  it('has the sources that are off by default as such', () => {
    const off = new Set(
      rows.filter(({ state }) => state === 'off by default').map((row) => row.source),
    );
    for (const source of off) expect(defaultSourceNames).not.toContain(source);
    expect([...off].toSorted()).toEqual(['interrupts', 'processes', 'tcpstat']);
  });
});
