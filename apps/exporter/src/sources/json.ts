import { isIPv6, type LookupFunction } from 'node:net';
import { ConfigError } from '@telltale/model';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { secret, Secret } from '../config/secret.ts';
import type { ProbeTarget } from '../probe/probe-target.ts';
import { labelsField, sourceType } from './source-type.ts';
import { tlsFingerprint, tlsOptions, tlsSettings } from './tls-field.ts';

const text = z.string().min(1);
const headers = z.record(text, z.string());
const columns = z.record(text, text);

const jsonQuery = z
  .strictObject({
    rows: text,
    columns,
    document_columns: columns.optional(),
    key_column: text.optional(),
    url: text.optional(),
    method: z.enum(['GET', 'POST']).optional(),
    body: z.unknown().optional(),
    headers: headers.optional(),
    statuses: z.array(z.int().min(100).max(599)).min(1).optional(),
  })
  .transform(({ document_columns: documentColumns, key_column: keyColumn, ...rest }) => ({
    ...rest,
    ...(documentColumns !== undefined && { documentColumns }),
    ...(keyColumn !== undefined && { keyColumn }),
  }));

/** A web service that answers with JSON. */
export const jsonSource = sourceType(
  'json',
  'A web service that answers with JSON, in which paths of RFC 9535 find the rows.',
  {
    query: jsonQuery,
    takesTarget: true,
    neededWithoutTarget: ['url'],
    fields: {
      url: z
        .union([text, secret], {
          error:
            'expected a URL, or, where a part of it is secret, { env: NAME } or { file: PATH }',
        })
        .optional()
        .describe(
          'Its address, http: or https:. Queries give theirs relative to it. In a module of /probe, a path on the target; default: the target itself.',
        ),
      headers: headers.optional().describe('Headers of each request.'),
      secret_headers: z
        .record(text, secret)
        .optional()
        .describe('Headers whose values are secret, such as X-Api-Key.'),
      basic_auth: z
        .strictObject({
          username: text.describe('The user.'),
          password: secret.describe('The password of the user.'),
        })
        .optional()
        .describe('A user and password, in Authorization.'),
      bearer_token: secret.optional().describe('A token, in Authorization.'),
      tls: tlsSettings.optional().describe('Whom to trust with https:, and what to show.'),
      max_redirects: z
        .int()
        .min(0)
        .optional()
        .describe('How many redirects are followed, on the host of the URL. Default: 0'),
      max_bytes: z
        .int()
        .min(1)
        .optional()
        .describe('How large an answer may be, decompressed. Default: 8388608'),
      timeout: duration
        .optional()
        .describe('How long a request may take, whoever waits. Default: 10s'),
      max_connections: z
        .int()
        .min(1)
        .optional()
        .describe('How many requests go on at the same time. Default: 4'),
      ...labelsField,
    },
    fingerprint: ({ tls }, { folder }) => tlsFingerprint(tls, folder),
    build: async (settings, { folder, target }) => {
      const { jsonSource: jsonRows } = await import('@telltale/collector-json');
      const { url, basic_auth: basicAuth, secret_headers: secretHeaders, tls } = settings;
      return {
        rows: jsonRows({
          url: addressOf(url instanceof Secret ? url.reveal() : url, target),
          lookup: target && lookupOf(target),
          headers: settings.headers,
          secretHeaders: secretHeaders && revealed(secretHeaders),
          basicAuth: basicAuth && { ...basicAuth, password: basicAuth.password.reveal() },
          bearerToken: settings.bearer_token?.reveal(),
          tls: tls && (await tlsOptions(tls, folder)),
          maxRedirects: settings.max_redirects,
          maxBytes: settings.max_bytes,
          timeoutMs: settings.timeout,
          maxConnections: settings.max_connections,
        }),
      };
    },
  },
);

/**
 * The URL that was configured; with a target, relative to that.
 *
 * @throws INVALID_CONFIG for a URL that leads away from the target
 */
function addressOf(url: string | undefined, target: ProbeTarget | undefined): string {
  if (target === undefined) return url ?? '';
  const { host, port } = target;
  const authority = `${isIPv6(host) ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  const base = target.url ?? new URL(`http://${authority}/`);
  const whole = URL.parse(url ?? '', base.href);
  if (whole?.origin !== base.origin) {
    throw new ConfigError('url leads away from the target: expected a path, such as /api/status.');
  }
  return whole.href;
}

/** Gives the addresses that were checked, whatever the name leads to meanwhile. */
function lookupOf({ addresses }: ProbeTarget): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, { all }, callback) => {
    const [first] = found;
    if (all === true) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function revealed(secrets: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, value.reveal()]));
}
