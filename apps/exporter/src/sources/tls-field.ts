import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError } from '@telltale/model';
import * as z from 'zod';
import { contentHash } from '../config/content-hash.ts';
import { secret } from '../config/secret.ts';
import { whyUnreadable } from '../why-unreadable.ts';

const versions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/** How connections to a server are encrypted, under the names that Prometheus has in `tls_config`. */
export const tlsSettings = z.strictObject({
  ca_file: z
    .string()
    .min(1)
    .optional()
    .describe('Certificates of authorities to trust. Default: those of Node.js'),
  cert_file: z.string().min(1).optional().describe('The certificate to show to the server.'),
  key: secret.optional().describe('Its key, such as { file: ./client.key }.'),
  passphrase: secret.optional().describe('What the key is encrypted with.'),
  server_name: z
    .string()
    .min(1)
    .optional()
    .describe('The name that the certificate of the server must have. Default: the host'),
  insecure_skip_verify: z.boolean().optional().describe('Trusts any certificate. Default: false'),
  min_version: z
    .enum(Object.keys(versions) as (keyof typeof versions)[])
    .optional()
    .describe('The oldest version of TLS. Default: that of Node.js'),
});
type TlsSettings = z.output<typeof tlsSettings>;

/** The field of sources that encrypt where it is asked for. */
export const tlsField = {
  tls: z
    .union([z.boolean(), tlsSettings], {
      error:
        'expected true, false, or keys: ca_file, cert_file, key, passphrase, server_name, insecure_skip_verify, min_version',
    })
    .optional()
    .describe(
      'Whether the connection is encrypted, and the certificate of the server checked. Default: false',
    ),
};

type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized' | 'minVersion'
>;

/**
 * The options of `node:tls`, with the files read.
 *
 * @throws INVALID_CONFIG if a file cannot be read
 */
export async function tlsOptions(settings: TlsSettings, folder: string): Promise<TlsOptions> {
  const { key, passphrase, server_name: name, insecure_skip_verify: trustsAll } = settings;
  const { min_version: version } = settings;
  const ca = await certificates('ca_file', settings.ca_file, folder);
  const cert = await certificates('cert_file', settings.cert_file, folder);
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: key.reveal() }),
    ...(passphrase !== undefined && { passphrase: passphrase.reveal() }),
    ...(name !== undefined && { servername: name }),
    ...(trustsAll !== undefined && { rejectUnauthorized: !trustsAll }),
    ...(version !== undefined && { minVersion: versions[version] }),
  };
}

/** As {@link tlsOptions}, where it may be only said whether to encrypt. */
export async function tlsOrNot(
  tls: boolean | TlsSettings | undefined,
  folder: string,
): Promise<boolean | TlsOptions | undefined> {
  return typeof tls === 'object' ? tlsOptions(tls, folder) : tls;
}

/** Certificates that were renewed are a change of the configuration. */
export async function tlsFingerprint(
  tls: boolean | TlsSettings | undefined,
  folder: string,
): Promise<string> {
  if (typeof tls !== 'object') return '';
  const { ca, cert } = await tlsOptions(tls, folder);
  return contentHash(ca, cert);
}

async function certificates(
  key: string,
  path: string | undefined,
  folder: string,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const file = resolve(folder, path);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`tls.${key}: the file ${file} cannot be read: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  }
}
