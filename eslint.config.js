import { preset } from '@telltale/eslint-config';

export default preset(import.meta.dirname);
