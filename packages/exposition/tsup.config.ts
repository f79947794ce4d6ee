import { library } from '@telltale/tsup-config';

export default library({
  // What only this package uses, in and between its classes.
  shortened: [
    'boundText',
    'eachSample',
    'head',
    'labelNameTexts',
    'labelValueText',
    'scheme',
    'shownName',
    'timeText',
    'write',
    'writeFamily',
  ],
});
