import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** @throws INVALID_OPTION if it is not a time that a timer can wait: setTimeout takes no more than 2^31 - 1 ms */
export function checkMilliseconds(option: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value < 2 ** 31) return value;
  throw new MetricError(
    'INVALID_OPTION',
    `${option} is ${describeValue(value)}, expected milliseconds above 0, below 2^31.`,
  );
}
