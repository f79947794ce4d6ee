import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageOf } from './page-of.ts';
import { reportSizeCollector } from './report-size-collector.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const pageAt = (bytes: number, ageSeconds: number): string => `\
# HELP reports_bytes Size of all reports.
# TYPE reports_bytes gauge
reports_bytes ${bytes}
# HELP telltale_collector_age_seconds Time since a collector that is cached or works in the background has read its source.
# TYPE telltale_collector_age_seconds gauge
telltale_collector_age_seconds{collector="reports"} ${ageSeconds}
`;

test('the page shows what was measured last and how old it is, and a scrape measures nothing', async () => {
  const measure = vi.fn().mockResolvedValueOnce(2_048).mockResolvedValueOnce(4_096);
  const collector = reportSizeCollector(measure);
  await vi.advanceTimersByTimeAsync(0);

  expect(await pageOf(collector)).toBe(pageAt(2_048, 0));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await pageOf(collector)).toBe(pageAt(2_048, 30));
  expect(measure).toHaveBeenCalledTimes(1);

  await vi.advanceTimersByTimeAsync(30_000);
  expect(await pageOf(collector)).toBe(pageAt(4_096, 0));
  expect(measure).toHaveBeenCalledTimes(2);
  collector[Symbol.dispose]();
});

test('a disposed collector measures no more', async () => {
  const measure = vi.fn().mockResolvedValue(1);
  const collector = reportSizeCollector(measure);
  await vi.advanceTimersByTimeAsync(0);

  collector[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(600_000);

  expect(measure).toHaveBeenCalledTimes(1);
});
