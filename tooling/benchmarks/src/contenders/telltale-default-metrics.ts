import { createEncoder, type PageBlock } from '@telltale/exposition';
import type { DefaultMetrics } from '../contender.ts';

/** The default registry, as its own server scrapes it. */
export async function telltaleDefaultMetrics(): Promise<DefaultMetrics> {
  const { registry } = await import('@telltale/prometheus');
  const encoder = createEncoder('text');
  let last: readonly PageBlock[] = [];
  registry();
  return {
    async page() {
      const families = await registry().gather();
      // The page before has been sent by now, and the server says so.
      for (const { release } of last) release();
      const blocks: PageBlock[] = [];
      for await (const block of encoder.blocks(families)) blocks.push(block);
      last = blocks;
      return blocks.map(({ bytes }) => bytes);
    },
  };
}
