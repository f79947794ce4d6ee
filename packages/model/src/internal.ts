/** For the packages beside this one only; not covered by semantic versioning. */
export { checkHelp, checkUnit } from './check-head.ts';
export { checkOptions } from './check-options.ts';
export { ColumnFamily, type FamilyHead } from './column-family.ts';
export { checkFamily, columnsOf } from './columns-of.ts';
export { FamilyTemplate, type FamilyTemplateOptions } from './family-template.ts';
export { invalidOption } from './invalid-option.ts';
export { describeValue } from './describe-value.ts';
export { labelText } from './label-text.ts';
export { lostThreads } from './lost-threads.ts';
export { checkLabelNames, checkMetricName } from './names.ts';
export { readRow, rowLayouts, type RowLayout } from './row-layout.ts';
