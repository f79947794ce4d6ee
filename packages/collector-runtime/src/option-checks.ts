import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** @throws INVALID_OPTION if `value` is not a whole number from `least` to `most` */
export function checkMilliseconds(
  option: string,
  value: unknown,
  least: number,
  most: number,
): void {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return;
  throw new MetricError(
    'INVALID_OPTION',
    `runtimeCollector: ${option} is ${describeValue(value)}, expected whole milliseconds from ${least} to ${most}.`,
  );
}

/** @throws INVALID_OPTION if `value` is neither true nor false */
export function checkBoolean(option: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw new MetricError(
    'INVALID_OPTION',
    `runtimeCollector: ${option} is ${describeValue(value)}, expected true or false.`,
  );
}
