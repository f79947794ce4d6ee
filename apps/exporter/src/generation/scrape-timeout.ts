import type { Config } from '../config/config-schema.ts';

/** Where a scraper does not say how long it waits. */
const defaultTimeoutMs = 10_000;
const defaultOffsetMs = 500;
/** However short a scraper's deadline is, collectors get this long. */
const minTimeoutMs = 100;

/** How long collecting may take, in milliseconds, of what a scraper allows and a configuration says. */
export function scrapeTimeoutMs(
  allowedMs: number | undefined,
  {
    scrape_timeout: longestMs,
    scrape_timeout_offset: offsetMs = defaultOffsetMs,
  }: NonNullable<Config['global']> = {},
): number {
  if (allowedMs === undefined) return longestMs ?? defaultTimeoutMs;
  return Math.min(Math.max(allowedMs - offsetMs, minTimeoutMs), longestMs ?? Infinity);
}
