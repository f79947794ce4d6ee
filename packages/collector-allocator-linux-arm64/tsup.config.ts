import { library } from '@telltale/tsup-config';

export default library();
