import { constantFamily } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { comparePage } from './compare-page.ts';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { gatherAndCompare } from './gather-and-compare.ts';

const hits = (exemplar: string): string =>
  `# TYPE hits counter\nhits_total 3${exemplar === '' ? '' : ` # ${exemplar}`}\n# EOF\n`;

const wait = (exemplar: string): string => `# TYPE wait histogram
wait_bucket{le="1.0"} 2${exemplar === '' ? '' : ` # ${exemplar}`}
wait_bucket{le="+Inf"} 2
wait_count 2
wait_sum 1
# EOF
`;

function differences(page: string, expected: string): readonly string[] {
  try {
    comparePage(page, expected);
  } catch (error) {
    if (error instanceof ExpositionMismatch) return error.differences;
    throw error;
  }
  return [];
}

describe('exemplars', () => {
  it.each([
    ['a counter', hits, 'hits_total'],
    ['a bucket', wait, 'wait_bucket{le="1"}'],
  ])('of %s are compared where the expected page has one', (_, page, sample) => {
    expect(differences(page('{id="a"} 0.5'), page('{id="a"} 0.5'))).toEqual([]);
    expect(differences(page(''), page('{id="a"} 0.5'))).toEqual([
      `${sample}: expected the exemplar {id="a"} 0.5, got none`,
    ]);
    expect(differences(page('{id="b"} 0.5'), page('{id="a"} 0.5'))).toEqual([
      `${sample}: expected the exemplar {id="a"} 0.5, got {id="b"} 0.5`,
    ]);
    expect(differences(page('{id="a"} 0.25'), page('{id="a"} 0.5'))).toEqual([
      `${sample}: expected the exemplar {id="a"} 0.5, got {id="a"} 0.25`,
    ]);
    expect(differences(page('{id="a",more="x"} 0.5'), page('{} 0.5'))).toEqual([
      `${sample}: expected the exemplar {} 0.5, got {id="a",more="x"} 0.5`,
    ]);
  });

  it('may be there where the expected page names none', () => {
    expect(differences(hits('{id="a"} 1'), hits(''))).toEqual([]);
    expect(differences(wait('{id="a"} 1'), wait(''))).toEqual([]);
    expect(differences(hits('{id="a"} 1'), '# TYPE hits_total counter\nhits_total 3\n')).toEqual(
      [],
    );
  });

  it('are the same whatever the order of their labels and the way of writing their value', () => {
    expect(differences(hits('{id="a",span="b"} 1'), hits('{span="b",id="a"} 1.0'))).toEqual([]);
  });

  it('have their timestamp compared where the expected one has it', () => {
    expect(differences(hits('{id="a"} 1 1700000000'), hits('{id="a"} 1'))).toEqual([]);
    expect(differences(hits('{id="a"} 1 17e8'), hits('{id="a"} 1 1700000000'))).toEqual([]);
    expect(differences(hits('{id="a"} 1 1700000000'), hits('{id="a"} 1 1700000001'))).toEqual([
      'hits_total: expected the exemplar {id="a"} 1 1700000001, got {id="a"} 1 1700000000',
    ]);
    expect(differences(hits('{id="a"} 1'), hits('{id="a"} 1 5'))).toEqual([
      'hits_total: expected the exemplar {id="a"} 1 5, got {id="a"} 1',
    ]);
  });

  it('of a registry are compared as well, beside the value', async () => {
    const registry = new Registry();
    const series = [{ value: 2, exemplar: { labels: { trace_id: 'abc' }, value: 1 } }];
    const family = constantFamily({ name: 'hits_total', help: 'H.', type: 'counter', series });
    registry.register({ name: 'shop', collect: (buf) => void buf.push(family) });
    await gatherAndCompare(registry, hits('').replace(' 3', ' 2'));
    await gatherAndCompare(registry, hits('{trace_id="abc"} 1').replace(' 3', ' 2'));
    await expect(gatherAndCompare(registry, hits('{trace_id="nope"} 99'))).rejects.toThrow(
      new ExpositionMismatch([
        'hits_total: expected 3, got 2',
        'hits_total: expected the exemplar {trace_id="nope"} 99, got {trace_id="abc"} 1',
      ]),
    );
  });
});
