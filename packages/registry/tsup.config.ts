import { library } from '@telltale/tsup-config';

export default library({
  // What only this package uses, in and between its classes.
  shortened: [
    'causes',
    'failed',
    'heads',
    'idle',
    'instrument',
    'labelKey',
    'order',
    'ownNames',
    'places',
    'record',
    'result',
    'retain',
    'seconds',
    'shownFamily',
    'shownHead',
    'shownMetric',
    'sorted',
    'view',
  ],
});
