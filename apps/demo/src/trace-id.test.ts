import { expect, test } from 'vitest';
import { traceIdOf } from './trace-id.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

test.each([
  ['of this version', `00-${traceId}-${parentId}-01`],
  ['of a trace that is not sampled', `00-${traceId}-${parentId}-00`],
  ['of a later version', `01-${traceId}-${parentId}-01`],
  ['of a later version that says more', `fe-${traceId}-${parentId}-01-more`],
])('a traceparent %s gives its trace id', (_, traceparent) => {
  expect(traceIdOf(traceparent)).toBe(traceId);
});

test.each([
  ['that is not there', undefined],
  ['that is empty', ''],
  ['that stands twice', [`00-${traceId}-${parentId}-01`, `00-${traceId}-${parentId}-01`]],
  ['that stands twice, in one line', `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`],
  ['of a version that there is not', `ff-${traceId}-${parentId}-01`],
  ['of this version that says more', `00-${traceId}-${parentId}-01-more`],
  ['of a later version that goes on without a dash', `01-${traceId}-${parentId}-01more`],
  ['without flags', `00-${traceId}-${parentId}`],
  ['with a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
  ['with a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['with a trace id in capitals', `00-${traceId.toUpperCase()}-${parentId}-01`],
  ['with a trace id that is too short', `00-${traceId.slice(1)}-${parentId}-01`],
  ['with something before it', ` 00-${traceId}-${parentId}-01`],
])('a traceparent %s gives a new trace id each time', (_, traceparent) => {
  const [first, second] = [traceIdOf(traceparent), traceIdOf(traceparent)];

  for (const id of [first, second]) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([first, second, traceId]).size).toBe(3);
});
