import type { CollectorName } from '../collector-name.ts';

/** `package.json` of a collector package. */
export function manifest({ folder, packageName, kebab }: CollectorName): string {
  const built = { types: './dist/index.d.ts', default: './dist/index.js' };
  return JSON.stringify({
    name: packageName,
    version: '0.0.0',
    description: `Metrics of ${kebab} for Prometheus.`,
    license: 'Apache-2.0',
    repository: {
      type: 'git',
      url: 'git+https://github.com/telltale-metrics/telltale.git',
      directory: `packages/${folder}`,
    },
    type: 'module',
    sideEffects: false,
    exports: {
      '.': { '@telltale/source': './src/index.ts', ...built },
      './package.json': './package.json',
    },
    files: ['dist'],
    scripts: {
      build: 'tsup',
      typecheck: 'typecheck',
      lint: 'eslint .',
      api: 'node ../../tooling/checks/src/api-report.ts',
      tarball: 'node ../../tooling/checks/src/tarball.ts',
    },
    dependencies: { '@telltale/metrics': 'workspace:^', '@telltale/model': 'workspace:^' },
    devDependencies: {
      '@telltale/testing': 'workspace:^',
      '@telltale/tsconfig': 'workspace:^',
      '@telltale/tsup-config': 'workspace:^',
      '@types/node': 'catalog:',
      vitest: 'catalog:',
    },
    engines: { node: '>=22.18' },
    publishConfig: {
      access: 'public',
      provenance: true,
      exports: { '.': built, './package.json': './package.json' },
    },
  });
}

export const tsconfig = '{ "extends": "@telltale/tsconfig/node.json", "include": ["src", "*.ts"] }';

export const tsupConfig = `import { library } from '@telltale/tsup-config';

export default library();
`;
