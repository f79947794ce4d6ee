import { library } from '@telltale/tsup-config';

export default library({
  // What only this package uses, in and between its classes.
  shortened: [
    'boundText',
    'eachSample',
    'labelNameTexts',
    'labelValueText',
    'shownName',
    'timeText',
    'writeFamily',
  ],
});
