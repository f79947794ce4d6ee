import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

function countReport(file: string): Counts {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const counts = { passed: 0, failed: 0 };
  for (const { status, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === 'failed').length;
    counts.passed += assertionResults.filter((test) => test.status === 'passed').length;
    // A file that could not be loaded has no tests that fail.
    counts.failed += status === 'failed' ? Math.max(failed, 1) : failed;
  }
  return counts;
}

/**
 * Adds up the tests of a CI run. `folder` holds one folder for each step, with the reports of its
 * test runs and, when the step failed, a file named `failed`. Such a step counts as one failure
 * unless its tests already say what failed.
 */
export function countResults(folder: string): Counts {
  const total = { passed: 0, failed: 0 };
  for (const step of readdirSync(folder)) {
    const stepFolder = join(folder, step);
    let failed = 0;
    for (const file of readdirSync(stepFolder).filter((name) => name.endsWith('.json'))) {
      const counts = countReport(join(stepFolder, file));
      total.passed += counts.passed;
      failed += counts.failed;
    }
    if (existsSync(join(stepFolder, 'failed'))) failed = Math.max(failed, 1);
    total.failed += failed;
  }
  return total;
}

if (import.meta.main) {
  const { passed, failed } = countResults(process.argv[2] ?? '.');
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
