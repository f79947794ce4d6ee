import { constantFamily, type Collector, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { collectOnce } from './collect-once.ts';

const family = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [{ value: 1 }] });

describe('collectOnce', () => {
  it('reads what a collector appended, sync or async', async () => {
    const sync: Collector = { name: 'sync', collect: (buf) => void buf.push(family) };
    const async: Collector = {
      name: 'async',
      async collect(buf) {
        await Promise.resolve();
        buf.push(family);
      },
    };
    expect(await collectOnce(sync)).toEqual<MetricFamily[]>([family]);
    expect(await collectOnce(async)).toEqual<MetricFamily[]>([family]);
  });

  it('throws what the collector throws', async () => {
    const error = new Error('away');
    const failing: Collector = {
      name: 'failing',
      collect() {
        throw error;
      },
    };
    await expect(collectOnce(failing)).rejects.toBe(error);
  });

  it('hands on its signal, or one that never aborts', async () => {
    const seen: AbortSignal[] = [];
    const collector: Collector = {
      name: 'seeing',
      collect: (_, { signal }) => void seen.push(signal),
    };
    const signal = AbortSignal.abort();
    await collectOnce(collector, { signal });
    await collectOnce(collector);
    expect(seen[0]).toBe(signal);
    expect(seen[1]?.aborted).toBe(false);
  });
});
