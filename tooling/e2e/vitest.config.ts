import { endToEnd } from '@telltale/vitest-config';

export default endToEnd(['src/**/*.test.ts', 'servers/**/*.test.ts']);
