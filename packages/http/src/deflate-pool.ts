import { FlushingDeflate } from './flushing-deflate.ts';
import { limitedConcurrency } from './limited-concurrency.ts';

/** Half of libuv's threads, unless the application has set another number: the others are for its files and look-ups. */
const mostAtOnce = 2;

/** A function that deflates pieces as {@link FlushingDeflate} does, a few of them at once. */
export function deflatePool(): (bytes: Uint8Array) => Promise<Uint8Array> {
  const limited = limitedConcurrency(mostAtOnce);
  const idle: FlushingDeflate[] = [];
  return (bytes) =>
    limited(async () => {
      const deflater = idle.pop() ?? new FlushingDeflate();
      const deflated = await deflater.deflate(bytes);
      // One that has failed is not used again.
      idle.push(deflater);
      return deflated;
    });
}
