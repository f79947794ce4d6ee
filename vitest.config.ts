import { workspace } from '@telltale/vitest-config';

export default workspace(
  'packages/*',
  'apps/*',
  'examples',
  'tooling/benchmarks',
  'tooling/checks',
  'tooling/deploy',
  'tooling/new-collector',
  'tooling/peers',
);
