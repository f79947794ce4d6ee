import { ConfigError } from '@telltale/model';

/**
 * Reads what all paths begin with, and gives it as clients send it, without a slash at its end.
 *
 * @throws INVALID_CONFIG
 */
export function parseRoutePrefix(text: string): string {
  if (!/^\/[^\s?#\\]*$/.test(text)) {
    throw new ConfigError(
      `${JSON.stringify(text)} is not a path: expected one that begins with / and has no query, such as /exporter.`,
    );
  }
  return new URL(`http://localhost${text}`).pathname.replace(/\/+$/, '');
}

/**
 * The path of the URL that the exporter is reached at.
 *
 * @throws INVALID_CONFIG
 */
export function prefixOfExternalUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new ConfigError(
      `${JSON.stringify(text)} is not a URL to reach the exporter at: expected one such as https://example.org/exporter.`,
    );
  }
  return url.pathname.replace(/\/+$/, '');
}
