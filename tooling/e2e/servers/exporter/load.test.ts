import { expect, test } from 'vitest';
import { load } from '../../load/load.ts';

// 200 scrapes a second of 20,000 series for a minute are `pnpm load`.
test.each([false, true])(
  'an exporter answers all of many scrapes of a large page, compressed: %s',
  async (isCompressed) => {
    const { errors, answered, sent, checked, residentMegabytes } = await load({
      ratePerSecond: 100,
      series: 20_000,
      seconds: 4,
      isCompressed,
      maxRequests: 0,
    });
    expect(errors).toEqual({});
    expect([answered, checked]).toEqual([sent, 4]);
    const [before, , end] = residentMegabytes;
    expect(end - before).toBeLessThan(100);
  },
);
