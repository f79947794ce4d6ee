import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../../src/repository.ts';

/** What is shipped with the exporter. */
export const deployFolder = join(repository, 'apps/exporter/deploy');

/** The files of rules, absolute. */
export const ruleFiles: readonly string[] = globSync(join(deployFolder, 'prometheus/rules/*.yaml'));

export interface Rule {
  /** Of an alert. */
  readonly alert?: string;
  /** Of a recording rule. */
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function rulesOf(file: string): Rule[] {
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

export interface DashboardQuery {
  /** Dashboard and panel. */
  readonly where: string;
  readonly query: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; definition?: string }[] };
}

function dashboards(): (readonly [name: string, Dashboard])[] {
  return globSync(join(deployFolder, 'grafana/*.json')).map((file) => [
    basename(file, '.json'),
    JSON.parse(readFileSync(file, 'utf8')) as Dashboard,
  ]);
}

/** The queries of all panels, with all jobs and instances chosen. */
export function dashboardQueries(): DashboardQuery[] {
  return dashboards().flatMap(([name, { panels }]) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({
        where: `${name}: ${title}`,
        query: withoutVariables(expr),
        legend: legendFormat,
      })),
    ),
  );
}

/** What `label_values(selector, label)` of variables asks for. */
export function variableQueries(): { where: string; selector: string; label: string }[] {
  return dashboards().flatMap(([name, { templating }]) =>
    templating.list.flatMap(({ name: variable, definition }) => {
      if (definition === undefined) return [];
      const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      if (selector === undefined || label === undefined) throw new Error(definition);
      return [{ where: `${name}: $${variable}`, selector: withoutVariables(selector), label }];
    }),
  );
}

function withoutVariables(query: string): string {
  const replaced = query
    .replaceAll(/\$(job|instance)\b/g, '.*')
    .replaceAll('$__rate_interval', '1m');
  if (replaced.includes('$'))
    throw new Error(`a variable that the test does not know: ${replaced}`);
  return replaced;
}
