import { expect, it } from 'vitest';
import { inConfiguration } from './in-configuration.ts';

it.each([
  ['column n is NULL, and onNull is "drop"', 'column n is NULL, and on_null is "drop"'],
  ['choose onDuplicate: "first" or "sum"', 'choose on_duplicate: "first" or "sum"'],
  ['m: startTimestampColumn is 3', 'm: start_timestamp is 3'],
  ['timestampColumn and timeoutMs', 'timestamp and deadline'],
  [String.raw`column n is "a \" onNull"`, String.raw`column n is "a \" onNull"`],
  ['column onNullable is 3', 'column onNullable is 3'],
])('%s', (said, shown) => {
  expect(inConfiguration(said)).toBe(shown);
});
