import { library } from '@telltale/tsup-config';

export default library({ programs: ['src/main.ts', 'src/web-config/bcrypt-worker.ts'] });
