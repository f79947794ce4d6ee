import { describe, expect, it } from 'vitest';
import { comparePage, type ComparePageOptions } from './compare-page.ts';
import { ExpositionMismatch } from './exposition-mismatch.ts';

const text = '# HELP up Up.\n# TYPE up gauge\nup{job="a"} 1\n';
const openMetrics = '# TYPE up gauge\n# HELP up Up.\nup{job="a"} 1.0\n# EOF\n';

function differences(
  page: string | Uint8Array,
  expected: string,
  options?: ComparePageOptions,
): readonly string[] {
  try {
    comparePage(page, expected, options);
  } catch (error) {
    if (error instanceof ExpositionMismatch) return error.differences;
    throw error;
  }
  return [];
}

describe('comparePage', () => {
  it('takes a page as a string or as bytes, in either format', () => {
    for (const page of [text, openMetrics]) {
      expect(differences(page, text)).toEqual([]);
      expect(differences(new TextEncoder().encode(page), openMetrics)).toEqual([]);
      expect(differences(page, text.replace('} 1', '} 2'))).toEqual([
        'up{job="a"}: expected 2, got 1',
      ]);
    }
  });

  it('reads the page by its content type where one is given', () => {
    const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
    expect(differences(openMetrics, text, { contentType })).toEqual([]);
    expect(() => {
      comparePage(text, text, { contentType });
    }).toThrow(expect.objectContaining({ code: 'PARSE_ERROR' }));
  });

  it('compares a counter of OpenMetrics with one of the text format', () => {
    const page = '# TYPE hits counter\nhits_total 3\n# EOF\n';
    expect(differences(page, '# TYPE hits_total counter\nhits_total 3\n')).toEqual([]);
  });

  it('compares only the families of names', () => {
    const page = `${text}# TYPE other gauge\nother 1\n`;
    expect(differences(page, text, { names: ['up'] })).toEqual([]);
    expect(differences(page, text)).toEqual(['other: the family is not expected']);
    expect(differences(page, '', { names: ['others'] })).toEqual([
      'others: there is no family of that name, nor is one expected; did you mean other?',
    ]);
  });

  it.each([
    [
      'text',
      '# TYPE hits_total counter\nhits_total 3\n',
      '# TYPE hits_created gauge\nhits_created 1700000000\n',
      '',
    ],
    ['OpenMetrics', '# TYPE hits counter\nhits_total 3\n', 'hits_created 1700000000\n', '# EOF\n'],
  ])(
    'leaves start timestamps of %s out, unless they are expected or named',
    (_, hits, created, end) => {
      const page = hits + created + end;
      expect(differences(page, hits + end)).toEqual([]);
      expect(differences(page, page)).toEqual([]);
      const other = page.replace('1700000000', '5');
      expect(differences(page, other)).toEqual(['hits_created: expected 5, got 1700000000']);
      const [named] = differences(page, hits + end, { names: ['hits_total', 'hits_created'] });
      expect(named).toMatch(/^hits_created.* is not expected$/);
    },
  );

  it('does not take a metric of its own for a start timestamp', () => {
    const page = '# TYPE accounts_created gauge\naccounts_created 7\n';
    expect(differences(page, '')).toEqual(['accounts_created: the family is not expected']);
  });

  it('compares samples that stand twice one by one', () => {
    const head = '# TYPE up gauge\n';
    const page = `${head}up 1 1000\nup 2 2000\n`;
    expect(differences(page, page)).toEqual([]);
    expect(differences(page, `${head}up 1 1000\n`)).toEqual(['up 2 is not expected']);
  });

  it('keeps apart labels that are called as a bound is and are none', () => {
    const page = '# TYPE up gauge\nup{le="a"} 1\nup{le="b"} 2\nup{le=""} 3\nup{le="0"} 4\n';
    expect(differences(page, page)).toEqual([]);
    expect(differences(page, page.replace('"b"} 2', '"b"} 5'))).toEqual([
      'up{le="b"}: expected 5, got 2',
    ]);
  });
});

describe('ExpositionMismatch', () => {
  it('lists the differences, one a line', () => {
    expect(new ExpositionMismatch(['a', 'b'])).toMatchObject({
      name: 'ExpositionMismatch',
      message: 'The metrics differ from what is expected in 2 places:\n  a\n  b',
      differences: ['a', 'b'],
    });
    expect(new ExpositionMismatch(['a'])).toBeInstanceOf(Error);
    expect(new ExpositionMismatch(['a']).message).toBe(
      'The metrics differ from what is expected in one place:\n  a',
    );
  });

  it('shows fifty of many and says how many more there are', () => {
    const many = Array.from({ length: 60 }, (_, index) => `difference ${index}`);
    const mismatch = new ExpositionMismatch(many);
    const lines = mismatch.message.split('\n');
    expect(lines).toHaveLength(52);
    expect(lines.at(-1)).toBe('  … and 10 more');
    expect(mismatch.differences).toHaveLength(60);
  });
});
