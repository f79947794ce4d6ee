// Stand-ins for what a real shop would ask over the network: slow, and now and then failing, in a fixed rhythm.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from './shop.ts';

/** Recommendations take between 10 and 90 ms, and every tenth request fails. */
export function recommendationService(): (productId: number) => Promise<readonly number[]> {
  let calls = 0;
  return async (productId) => {
    const call = ++calls;
    await sleep(10 + ((call * 37) % 80));
    if (call % 10 === 0) throw new Error('the recommendation service did not answer');
    return [1, 2, 3].filter((id) => id !== productId);
  };
}

/** The parcel service takes 100 ms an item, and loses one parcel in twenty. */
export async function shipParcel(order: Order): Promise<void> {
  await sleep(order.quantity * 100);
  if (order.id % 20 === 0) throw new Error('the parcel was lost');
}
