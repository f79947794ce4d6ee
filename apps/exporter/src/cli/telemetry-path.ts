import { ConfigError } from '@telltale/model';

/** Below it are the endpoints of the exporter itself. */
const ownPrefix = '/-/';
const ownPaths: readonly string[] = ['/config', '/probe'];

/**
 * Reads the path of the metrics, and gives it as clients send it: `/é` is `/%C3%A9` on the wire.
 *
 * @throws INVALID_CONFIG
 */
export function parseTelemetryPath(text: string): string {
  if (!/^\/[^\s?#\\]*$/.test(text)) {
    throw new ConfigError(
      `${JSON.stringify(text)} is not a path: expected one that begins with / and has no query, such as /metrics.`,
    );
  }
  const { pathname } = new URL(`http://localhost${text}`);
  if (`${pathname}/`.startsWith(ownPrefix)) {
    throw new ConfigError(
      `${JSON.stringify(text)} is taken: paths below ${ownPrefix} are the exporter's own. Choose one such as /metrics.`,
    );
  }
  if (ownPaths.includes(pathname)) {
    throw new ConfigError(
      `${JSON.stringify(text)} is taken: it is the exporter's own. Choose one such as /metrics.`,
    );
  }
  return pathname;
}
