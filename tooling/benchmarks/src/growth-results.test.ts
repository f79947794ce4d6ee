import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeGrowth, type GrowthResult } from './growth-results.ts';
import { baseVariant } from './growth.ts';
import { describeMachine } from './machine.ts';
import { spreadOf } from './statistics.ts';

it('keeps what was measured before, each page with the run that it comes from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-growth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const machine = { ...describeMachine(), date: '2026-01-02T03:04Z' };
  const result = (caseId: string, run: typeof machine, time: number): GrowthResult => ({
    machine: run,
    rounds: 1,
    lines: [
      {
        caseId,
        variant: baseVariant,
        contender: 'telltale',
        points: [{ series: 1_000, figure: spreadOf([time]) }],
      },
    ],
  });
  const later = { ...machine, date: '2026-02-03T04:05Z' };
  writeGrowth(folder, 'page-histograms', result('page-histograms', machine, 1e6));
  writeGrowth(folder, 'page-protobuf', result('page-protobuf', machine, 2e6));
  writeGrowth(folder, 'page-protobuf', result('page-protobuf', later, 3e6));

  const report = readFileSync(join(folder, 'growth.md'), 'utf8');
  const shown = report.split('\n').flatMap((line) => {
    const [found] = /^## \S+|^### \S+ page|\d\.\d\d ms|growth\.svg/.exec(line) ?? [];
    return found ?? [];
  });
  expect(shown).toEqual([
    '## 2026-01-02T03:04Z',
    '### Text page',
    '1.00 ms',
    '## 2026-02-03T04:05Z',
    '### Protobuf page',
    '3.00 ms',
    'growth.svg',
  ]);
  expect(readFileSync(join(folder, 'growth.svg'), 'utf8')).toContain('<svg');
});
