import { gather, registry } from '@telltale/prometheus';
import { gatherAndCompare } from '@telltale/testing';
import { expect, test } from 'vitest';
import { Fulfilment, fulfilmentCollector } from './fulfilment.ts';
import type { Order } from './shop.ts';

const order = (id: number): Order => ({
  id,
  productId: 1,
  quantity: 1,
  totalCents: 100,
  status: 'placed',
});

/** Of the request that placed the order. */
const traceId = (orderId: number): string => String(orderId).padStart(32, '0');

/** A worker whose parcels are sent, or lost, when the test says so. */
function controlled(now: () => number = Date.now) {
  const ended: string[] = [];
  let current = Promise.withResolvers<undefined>();
  const fulfilment = new Fulfilment({
    ship: () => current.promise,
    onShipped: ({ id }) => ended.push(`${id} shipped`),
    onFailed: ({ id }) => ended.push(`${id} failed`),
    now,
  });
  const end = async (how: 'resolve' | 'reject'): Promise<void> => {
    const { resolve, reject } = current;
    current = Promise.withResolvers<undefined>();
    if (how === 'resolve') resolve(undefined);
    else reject(new Error('the parcel was lost'));
    await new Promise(setImmediate);
  };
  return { fulfilment, ended, end };
}

test('orders are shipped one after the other, also after one that failed', async () => {
  const { fulfilment, ended, end } = controlled();
  for (const id of [1, 2, 3]) fulfilment.enqueue(order(id), traceId(id));
  expect(fulfilment.length).toBe(2);

  await end('resolve');
  await end('reject');
  expect(fulfilment.length).toBe(0);
  await end('resolve');

  expect(ended).toEqual(['1 shipped', '2 failed', '3 shipped']);
});

test('a worker that had nothing to do takes the next order', async () => {
  const { fulfilment, ended, end } = controlled();
  fulfilment.enqueue(order(1), traceId(1));
  await end('resolve');

  fulfilment.enqueue(order(2), traceId(2));
  await end('resolve');

  expect(ended).toEqual(['1 shipped', '2 shipped']);
});

test('stopping finishes the order in hand and takes no other', async () => {
  const { fulfilment, ended, end } = controlled();
  fulfilment.enqueue(order(1), traceId(1));
  fulfilment.enqueue(order(2), traceId(2));

  const stopped = fulfilment.stop();
  await end('resolve');
  await stopped;

  expect(ended).toEqual(['1 shipped']);
  expect(fulfilment.length).toBe(1);
});

test('the page shows the queue as it is at the scrape', async () => {
  let now = 1_700_000_000_000;
  const { fulfilment, end } = controlled(() => now);
  const collector = fulfilmentCollector(fulfilment);
  registry().register(collector);
  fulfilment.enqueue(order(1), traceId(1));
  fulfilment.enqueue(order(2), traceId(2));
  now += 1_000;
  fulfilment.enqueue(order(3), traceId(3));
  now += 1_500;

  await gatherAndCompare(registry(), queuePage(2, 2.5), { names: queueNames });
  await end('resolve');
  await gatherAndCompare(registry(), queuePage(1, 1.5), { names: queueNames });
  await end('resolve');
  await gatherAndCompare(registry(), queuePage(0, 0), { names: queueNames });
  registry().unregister(collector);
});

const queueNames = ['shop_fulfilment_queue_length', 'shop_fulfilment_queue_oldest_seconds'];

const queuePage = (length: number, oldest: number): string => `\
# HELP shop_fulfilment_queue_length Orders that wait for the worker.
# TYPE shop_fulfilment_queue_length gauge
shop_fulfilment_queue_length ${length}
# HELP shop_fulfilment_queue_oldest_seconds How long the first of them has waited; 0 where none waits.
# TYPE shop_fulfilment_queue_oldest_seconds gauge
shop_fulfilment_queue_oldest_seconds ${oldest}
`;

test('what the worker has done is counted', async () => {
  const before = await workerTotals();
  const { fulfilment, end } = controlled();
  for (const id of [1, 2, 3]) fulfilment.enqueue(order(id), traceId(id));
  await end('resolve');
  await end('reject');
  await end('resolve');

  const after = await workerTotals();

  expect(after.map((total, index) => total - (before[index] ?? 0))).toEqual([3, 1, 3]);
});

test('the last order that failed leaves the trace of the request that placed it', async () => {
  const { fulfilment, end } = controlled();
  for (const id of [1, 2, 3]) fulfilment.enqueue(order(id), traceId(id));
  await end('resolve');
  await end('reject');
  await end('resolve');

  const [family] = await registry().gather({ names: ['shop_fulfilment_failed_total'] });

  expect([...family!.series]).toMatchObject([
    { exemplar: { labels: { trace_id: traceId(2) }, value: 1 } },
  ]);
});

/** Processed, failed, and how many durations were observed. */
async function workerTotals(): Promise<number[]> {
  const page = await gather();
  return ['processed_total', 'failed_total', 'duration_seconds_count'].map((name) =>
    Number(new RegExp(`^shop_fulfilment_${name} (\\d+)$`, 'm').exec(page)?.[1]),
  );
}
