import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import { corePackages, importTable } from './import-table.ts';

const TEST = String.raw`\.test(-d)?\.ts$`;

/** Subpaths of core packages that users import only where they have the peer that the subpath is about. */
const OPTIONAL_PEERS = '^packages/metrics/src/opentelemetry[.]ts$';
const anyOf = (names: readonly string[]): string => `(${names.join('|')})`;
/** Matches the files of these packages, which live under packages/ or apps/. */
const filesOf = (names: readonly string[]): string => `^(packages|apps)/${anyOf(names)}/`;

/** The rules for one package of the table: one for its source, one for its tests. */
function directions(name: string, allowed: readonly string[]): IForbiddenRuleType[] {
  const table = `${name} -> ${allowed.join(', ') || 'nothing'}`;
  return [
    {
      name: table,
      severity: 'error',
      from: { path: `${filesOf([name])}src/`, pathNot: TEST },
      to: { path: '^(packages|apps)/', pathNot: filesOf([name, ...allowed]) },
    },
    {
      name: `tests of ${table}, testing`,
      severity: 'error',
      from: { path: `${filesOf([name])}src/.*${TEST}` },
      to: { path: '^(packages|apps)/', pathNot: filesOf([name, ...allowed, 'testing']) },
    },
  ];
}

const rules: IForbiddenRuleType[] = [
  ...Object.entries(importTable).flatMap(([name, allowed]) => directions(name, allowed)),
  {
    name: 'no cycles',
    severity: 'error',
    from: {},
    // Types may refer to each other: nothing of that is left at run time.
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'core packages import nothing from node:',
    severity: 'error',
    from: { path: `${filesOf(corePackages)}src/`, pathNot: TEST },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'core packages depend on nothing but each other',
    severity: 'error',
    from: { path: `${filesOf(corePackages)}src/`, pathNot: [TEST, OPTIONAL_PEERS] },
    to: { path: 'node_modules/' },
  },
  {
    name: 'relative imports stay in their package',
    severity: 'error',
    from: { path: '^((packages|apps|tooling)/[^/]+|examples)/' },
    to: {
      dependencyTypes: ['local'],
      pathNot: '^$1/',
    },
  },
  {
    name: 'imports are declared in package.json',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'source imports no development dependency',
    severity: 'error',
    from: { path: '^(packages|apps)/[^/]+/src/', pathNot: TEST },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer'] },
  },
  {
    name: 'imports resolve through the exports of a package',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: './internal is for sibling packages',
    severity: 'error',
    from: { pathNot: '^packages/' },
    to: { path: '^packages/[^/]+/src/internal\\.ts$' },
  },
];

export interface ImportViolation {
  rule: string;
  from: string;
  to: string;
}

/** What is wrong with the imports below `root`, a checkout of this repository. */
export async function checkImports(root: string): Promise<ImportViolation[]> {
  const { output } = await cruise(
    ['packages', 'apps', 'examples', 'tooling'].flatMap((folder) =>
      readdirSync(join(root, folder)).length > 0 ? [folder] : [],
    ),
    {
      baseDir: root,
      ruleSet: { forbidden: rules },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)(dist|coverage|\\.turbo)/' },
      tsPreCompilationDeps: true,
      combinedDependencies: false,
      preserveSymlinks: false,
      moduleSystems: ['es6', 'cjs'],
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['@telltale/source', 'node', 'import', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json', '.d.ts'],
    },
  );
  if (typeof output === 'string') throw new TypeError('dependency-cruiser gave a report, not data');
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle ? cycle.map((module) => module.name).join(' -> ') : to,
  }));
}

if (import.meta.main) {
  const violations = await checkImports(process.cwd());
  for (const { rule, from, to } of violations) console.error(`${from} -> ${to}\n  ${rule}`);
  if (violations.length > 0) process.exitCode = 1;
}
