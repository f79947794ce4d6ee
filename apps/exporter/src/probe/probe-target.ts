import { isIPv6 } from 'node:net';
import { ConfigError } from '@telltale/model';

/** What is probed, as it was asked for. */
export interface TargetName {
  /** As it was written. */
  readonly text: string;
  /** A host name in lower case, or an address; one of IPv6 without brackets. */
  readonly host: string;
  /** Absent where none was given. */
  readonly port: number | undefined;
  /** Where it was given as a URL of HTTP. */
  readonly url: URL | undefined;
}

/** A target that may be probed. */
export interface ProbeTarget extends TargetName {
  /** What the host is to be taken for: these were checked, and another look-up may give others. At least one. */
  readonly addresses: readonly string[];
  /**
   * Checks another target that the first leads to, as a redirect does.
   *
   * @throws TargetRefusedError
   * @throws TargetUnknownError
   */
  readonly follow: (text: string) => Promise<ProbeTarget>;
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Reads `host`, `host:port`, `[IPv6]:port`, or a URL of HTTP.
 *
 * @throws INVALID_CONFIG
 */
export function parseTarget(text: string): TargetName {
  const isUrl = /^https?:\/\//i.test(text);
  // Of a URL the parser knows best what its host is: also of such as http://2130706433/ and http://0x7f.1/.
  const url = URL.parse(isUrl ? text : `http://${isIPv6(text) ? `[${text}]` : text}`);
  const credentials = `${url?.username ?? ''}${url?.password ?? ''}`;
  const path = `${url?.pathname ?? ''}${url?.search ?? ''}${url?.hash ?? ''}`;
  if (url === null || url.hostname === '' || credentials !== '' || (!isUrl && path !== '/')) {
    throw new ConfigError(
      `${JSON.stringify(text)} is not a target: expected host, host:port, [IPv6]:port, or a URL.`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A URL hides the port that its scheme has anyway.
  const port =
    url.port === '' ? (isUrl ? defaultPorts[url.protocol] : portOf(text)) : Number(url.port);
  return { text, host, port, url: isUrl ? url : undefined };
}

/** The port 80, which a URL of http: hides however it is written, and one of https: does not. */
function portOf(text: string): number | undefined {
  if (isIPv6(text)) return undefined;
  const port = URL.parse(`https://${text}`)?.port ?? '';
  return port === '' ? undefined : Number(port);
}
