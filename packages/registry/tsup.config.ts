import { library } from '@telltale/tsup-config';

export default library({
  // What only this package uses, in and between its classes.
  shortened: ['causes', 'instrument', 'labelKey', 'record', 'retain', 'seconds', 'sorted', 'view'],
});
