import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { need } from '../../src/need.ts';
import { deployFolder, ruleFiles, rulesOf } from './deploy-files.ts';

const hasPromtool = need({
  what: 'tests of alerts and recording rules',
  command: ['promtool', '--version'],
  install: 'apt-get install prometheus',
});

interface RuleTest {
  readonly name: string;
  readonly promql_expr_test: readonly { readonly exp_samples: readonly unknown[] }[];
}

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe.runIf(hasPromtool)('promtool', () => {
  test('finds the sample of prometheus.yml right, with all rules that it names', () => {
    const file = join(deployFolder, 'prometheus/prometheus.yml');

    const { status, output } = promtool('check', 'config', file);

    expect(output).toContain(`${ruleFiles.length} rule files found`);
    expect(status, output).toBe(0);
  });

  describe.each(ruleFiles.map((file) => basename(file, '.yaml')))('%s', (name) => {
    const rules = join(deployFolder, `prometheus/rules/${name}.yaml`);
    const tests = join(deployFolder, `prometheus/tests/${name}.test.yaml`);

    test('is right, and each alert fires when it should and only then', () => {
      const check = promtool('check', 'rules', '--lint=all', '--lint-fatal', rules);
      expect(check.status, check.output).toBe(0);
      const run = promtool('test', 'rules', tests);
      expect(run.status, run.output).toBe(0);
    });

    test('has a test of each alert, in which it is quiet first and then fires', () => {
      const written = (parse(readFileSync(tests, 'utf8')) as { tests: RuleTest[] }).tests;
      const alerts = rulesOf(rules).flatMap(({ alert }) => alert ?? []);

      expect(written.map((one) => one.name)).toEqual(alerts);
      for (const { name: alert, promql_expr_test: moments } of written) {
        const fires = moments.map(({ exp_samples: samples }) => samples.length > 0);
        expect(fires, alert).toEqual([false, true]);
      }
    });

    test('says of each alert how bad it is, what it means and what to do', () => {
      for (const { alert, labels, annotations } of rulesOf(rules)) {
        if (alert === undefined) continue;
        expect(labels?.['severity'], alert).toMatch(/^(critical|warning|info)$/);
        expect(Object.keys(annotations ?? {}), alert).toEqual([
          'summary',
          'description',
          'runbook',
        ]);
      }
    });
  });
});
