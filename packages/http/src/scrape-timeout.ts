/** However short a scraper's deadline is, collectors get this long. */
const minTimeoutMs = 100;
/** The longest delay that a timer keeps to. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * The deadline of collectors in milliseconds that follows from `X-Prometheus-Scrape-Timeout-Seconds`; `undefined`
 * where the header is absent or is not a number above 0.
 *
 * @see Prometheus documentation, "Configuration", scrape_timeout
 */
export function scrapeTimeoutMs(
  header: string | undefined,
  offsetSeconds: number,
): number | undefined {
  const seconds = Number(header);
  if (header === undefined || !Number.isFinite(seconds) || !(seconds > 0)) return undefined;
  const timeoutMs = Math.round((seconds - offsetSeconds) * 1000);
  return Math.min(Math.max(timeoutMs, minTimeoutMs), maxTimeoutMs);
}
