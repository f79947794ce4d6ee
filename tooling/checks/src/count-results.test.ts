import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countResults } from './count-results.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-results-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A report with one file for each argument, which lists the outcomes of its tests. */
function report(...files: { status?: string; tests: string[] }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      status: status ?? (tests.includes('failed') ? 'failed' : 'passed'),
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });
}

function step(name: string, files: Record<string, string>): void {
  mkdirSync(join(folder, name));
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, name, file), content);
  }
}

describe('countResults', () => {
  it('adds up the reports of all steps and leaves out what was skipped', () => {
    step('one', {
      'a.json': report({ tests: ['passed', 'pending', 'passed'] }, { tests: ['passed'] }),
      'b.json': report({ tests: ['passed', 'failed'] }),
    });
    step('two', { 'c.json': report({ tests: ['passed'] }) });
    expect(countResults(folder)).toEqual({ passed: 5, failed: 1 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    step('one', { 'a.json': report({ status: 'failed', tests: [] }, { tests: ['passed'] }) });
    expect(countResults(folder)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts a failed step once when no test of it failed', () => {
    step('one', { failed: '', 'a.json': report({ tests: ['passed'] }) });
    step('two', { failed: '' });
    expect(countResults(folder)).toEqual({ passed: 1, failed: 2 });
  });

  it('does not count a failed step besides its failed tests', () => {
    step('one', { failed: '', 'a.json': report({ tests: ['failed', 'failed'] }) });
    expect(countResults(folder)).toEqual({ passed: 0, failed: 2 });
  });
});
