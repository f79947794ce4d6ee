import { library } from '@telltale/tsup-config';

export default library({ programs: ['src/sqlite/sqlite-program.ts'] });
