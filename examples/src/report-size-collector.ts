import { Gauge } from '@telltale/metrics';
import { background, type BackgroundCollector } from '@telltale/registry';

/**
 * A source that is too slow for a scrape: it is measured once a minute, whoever scrapes, and a scrape shows what was
 * measured last. How old that is stands beside it, as `telltale_collector_age_seconds`.
 */
export function reportSizeCollector(
  measure: (signal: AbortSignal) => Promise<number>,
): BackgroundCollector {
  const size = new Gauge({ name: 'reports_bytes', help: 'Size of all reports.', unit: 'bytes' });
  return background(
    {
      name: 'reports',
      async collect(buf, { signal }) {
        size.set(await measure(signal));
        buf.push(size);
      },
    },
    { interval: 60_000 },
  );
}
