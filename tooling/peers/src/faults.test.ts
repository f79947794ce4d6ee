import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Client, Contender } from './contender.ts';
import type { Fault } from './fault.ts';
import { faults } from './faults/all.ts';
import { outcomeOf } from './outcome-of.ts';
import { outcomes, peers } from './outcomes.ts';
import { telltale } from './peers/telltale.ts';

const named = new Map(faults.map((fault) => [fault.name, fault]));

describe('the table of outcomes', () => {
  it.each(peers)('was found with $contender.name $version', ({ contender, version }) => {
    const file = join(import.meta.dirname, '../node_modules', contender.name, 'package.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version });
  });

  it('has a row for each fault, and in each row every peer', () => {
    expect(Object.keys(outcomes)).toEqual([...named.keys()]);
    expect(named.size).toBe(faults.length);
    for (const row of Object.values(outcomes)) expect(row).toHaveLength(peers.length);
  });

  it.each(Object.entries(outcomes))('knows a peer with the fault: %s', (_, row) => {
    expect(row).toContain('fault');
  });
});

// At the same time, as some peers keep their scrapers waiting. Such tests have an `expect` each.
describe.concurrent.each([...named])('%s', (name, fault) => {
  it('not here', async ({ expect }) => {
    await expect(fault.rule(telltale.client())).resolves.toBeUndefined();
  });

  it.for(peers.map(({ contender }, index) => ({ contender, expected: outcomes[name]?.[index] })))(
    '$contender.name: $expected',
    async ({ contender, expected }, { expect }) => {
      expect(await outcomeOf(fault, contender)).toBe(expected);
    },
  );
});

describe('outcomeOf', () => {
  const broken: Contender = {
    name: 'broken',
    client() {
      throw new TypeError('library.Counter is not a constructor');
    },
  };
  const fault: Fault = { name: 'any', rule: async (client: Client) => client.gauge('g', 1) };

  it('does not take for a fault what is wrong with the scenario', async () => {
    await expect(outcomeOf(fault, broken)).rejects.toThrow('library.Counter is not a constructor');
  });
});
