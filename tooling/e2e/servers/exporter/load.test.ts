import { expect, test } from 'vitest';
import { load } from '../../load/load.ts';
import { faultsOf } from '../../load/verdict.ts';

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
    const [before = NaN] = residentMegabytes;
    expect((residentMegabytes.at(-1) ?? NaN) - before).toBeLessThan(100);
  },
);

const fine = { errors: {}, sendingSeconds: 60, residentMegabytes: [100, 250, 280, 280, 290, 300] };

test.each([
  [{}, []],
  [{ errors: { 'status 503': 2 } }, ['2 × status 503']],
  [{ sendingSeconds: 62 }, ['the scraper took 62.0 s instead of 60']],
  [{ residentMegabytes: [90, 100, 200, 210, 260, 270] }, ['memory grew from 210 to 270 MB']],
  [{ residentMegabytes: [] }, ['memory grew from NaN to NaN MB']],
])('pnpm load finds fault with %j', (change, faults) => {
  expect(faultsOf({ ...fine, ...change }, 60)).toEqual(faults);
});
