import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

const ofAll = [
  'type',
  'name',
  'help',
  'unit',
  'pattern',
  'labels',
  'staticLabels',
  'scale',
  'maxSeries',
  'idleTimeout',
  'value',
];
const known: Readonly<Record<string, readonly string[]>> = {
  counter: ofAll,
  gauge: ofAll,
  histogram: [...ofAll, 'buckets'],
};

/**
 * Checks the options of a metric, but for what its instrument and its pattern check.
 *
 * @throws INVALID_OPTION for the first that is wrong
 */
export function checkLogMetric(place: string, given: unknown): void {
  const refuse = (message: string): never => {
    throw new MetricError('INVALID_OPTION', `logfileCollector: ${place}${message}`);
  };
  if (typeof given !== 'object' || given === null) {
    refuse(` is ${describeValue(given)}, expected an object with type, name, help and pattern.`);
  }
  const options = given as Record<string, unknown>;
  const { type, value, labels = [], staticLabels = {}, scale = 1 } = options;
  const names = typeof type === 'string' && Object.hasOwn(known, type) ? known[type] : undefined;
  if (names === undefined) {
    refuse(`.type is ${describeValue(type)}, expected 'counter', 'gauge' or 'histogram'.`);
  }
  for (const name of Object.keys(options)) {
    if (names?.includes(name) === true) continue;
    refuse(` has the unknown option ${name}. Known for a ${String(type)}: ${names?.join(', ')}.`);
  }
  if (value === undefined ? type !== 'counter' : typeof value !== 'string') {
    refuse(`.value is ${describeValue(value)}, expected the name of the group with the number.`);
  }
  if (!isRecordOfStrings(labels) && !isArrayOfStrings(labels)) {
    refuse('.labels has to be an array of names of groups, or an object { label: group }.');
  }
  if (!isRecordOfStrings(staticLabels)) {
    refuse('.staticLabels has to be an object { label: value } of strings.');
  }
  if (typeof scale !== 'number' || !Number.isFinite(scale) || scale <= 0) {
    refuse(`.scale is ${describeValue(scale)}, expected a number above 0.`);
  }
}

function isArrayOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecordOfStrings(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each === 'string');
}
