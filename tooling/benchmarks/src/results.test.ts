import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { caseNamed } from './cases/all.ts';
import { describeMachine } from './machine.ts';
import { writeCase, writeSummary } from './results.ts';
import { rowOf } from './row.ts';
import { tinySettings } from './settings.ts';
import { spreadOf } from './statistics.ts';

it('writes a section for each run, its rows in the order of the cases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-results-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const machine = { ...describeMachine(), date: '2026-01-02T03:04Z' };
  const write = (id: string, run: typeof machine): void => {
    const row = rowOf(caseNamed(id), { telltale: spreadOf([1]), 'prom-client': spreadOf([2]) });
    writeCase(folder, { machine: run, rounds: 1, settings: tinySettings, row });
  };
  write('inc-handle', machine);
  write('inc', machine);
  write('parse', { ...machine, date: '2026-02-03T04:05Z' });
  writeSummary(folder);

  const lines = readFileSync(join(folder, 'latest.md'), 'utf8').split('\n');
  expect(
    lines.filter((line) => /^(#|\| (inc|parse))/.test(line)).map((line) => line.slice(0, 22)),
  ).toEqual([
    '# What metrics and pag',
    '## 2026-01-02T03:04Z',
    '| inc() without labels',
    '| inc() on a handle   ',
    '## 2026-02-03T04:05Z',
    '| parse of a text page',
  ]);
  expect(lines).toContain(
    '- Below the accepted ratio: inc() on a handle: 2.00 instead of 25 (against prom-client).',
  );
});

it('tells the versions of all contenders', () => {
  const { versions, node } = describeMachine();
  expect(node).toBe(process.version);
  expect(Object.keys(versions)).toContain('@opentelemetry/exporter-prometheus');
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
