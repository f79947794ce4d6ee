import * as z from 'zod';
import { cipherSuiteNames, curveNames, tlsVersionNames } from './go-tls-names.ts';
import { goDurationMs } from './go-duration.ts';

/** How servers ask for certificates of clients, by the names that Go has for it. */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  // What the exporter-toolkit called RequireAnyClientCert before.
  'RequireClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;

export type ClientAuthType = (typeof clientAuthTypes)[number];

const text = z.string().min(1);

const tlsServer = z.strictObject({
  cert: text
    .optional()
    .describe('The certificate of the server, and those between it and its authority, in PEM.'),
  key: text.optional().describe('Its key, in PEM.'),
  client_ca: text
    .optional()
    .describe('The authorities that certificates of clients have to be of, in PEM.'),
  cert_file: text.optional().describe('A file with what cert says.'),
  key_file: text.optional().describe('A file with what key says.'),
  client_ca_file: text.optional().describe('A file with what client_ca says.'),
  client_auth_type: z
    .enum(clientAuthTypes)
    .optional()
    .describe('Whether clients have to show a certificate. Default: NoClientCert'),
  client_allowed_sans: z
    .array(text)
    .optional()
    .describe('The certificate of a client has to be for one of these names, addresses or URIs.'),
  min_version: z.enum(tlsVersionNames).default('TLS12').describe('The oldest version of TLS.'),
  max_version: z.enum(tlsVersionNames).default('TLS13').describe('The newest version of TLS.'),
  cipher_suites: z
    .array(z.enum(cipherSuiteNames as [string, ...string[]]))
    .optional()
    .describe('Cipher suites up to TLS 1.2, by their Go names. Default: those of Node.js'),
  prefer_server_cipher_suites: z
    .boolean()
    .default(true)
    .describe('Whether the order of cipher_suites counts, not that of the client.'),
  curve_preferences: z
    .array(z.enum(curveNames as [string, ...string[]]))
    .optional()
    .describe('Curves of the key exchange, by their Go names. Default: those of Node.js'),
});

const headers = z.strictObject({
  'Content-Security-Policy': z.string().optional(),
  'X-Frame-Options': z.enum(['deny', 'sameorigin']).optional(),
  'X-Content-Type-Options': z.literal('nosniff').optional(),
  'X-XSS-Protection': z.string().optional(),
  'Strict-Transport-Security': z.string().optional(),
});

const httpServer = z.strictObject({
  http2: z.boolean().default(true).describe('Whether HTTP/2 is offered; only over TLS.'),
  headers: headers.optional().describe('Headers of all answers.'),
});

const bcryptHash = z
  .string({ error: 'expected the bcrypt hash of a password' })
  // Version, cost from 4 to 31, salt and hash.
  .regex(/^\$2[aby]?\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/, {
    error: 'expected the bcrypt hash of a password, such as htpasswd -nBC 10 "" prints: $2y$10$…',
  });

const rateLimit = z.strictObject({
  interval: z
    .union([z.string(), z.literal(0)])
    .transform((given, context) => {
      const milliseconds = goDurationMs(String(given));
      if (milliseconds !== undefined) return milliseconds;
      const message = `${JSON.stringify(given)} is not a time: expected one such as 1s, 500ms or 0`;
      context.issues.push({ code: 'custom', message, input: given });
      return z.NEVER;
    })
    .default(0)
    .describe('The time between two requests, over long. 0 for no limit.'),
  burst: z.int().min(0).default(0).describe('How many requests may come at once.'),
});

/** The web configuration of Prometheus' exporter-toolkit. */
export const webSchema = z.strictObject({
  tls_server_config: tlsServer.optional().describe('Encryption, and certificates of clients.'),
  http_server_config: httpServer.optional().describe('HTTP/2 and headers.'),
  basic_auth_users: z
    .record(z.string(), bcryptHash)
    .nullish()
    .describe(
      'Who may ask: user names, and the bcrypt hashes of their passwords. Default: anybody',
    ),
  rate_limit: rateLimit.optional().describe('How many requests are answered.'),
});

export type WebSettings = z.output<typeof webSchema>;
export type TlsServerSettings = z.output<typeof tlsServer>;
export type RateLimitSettings = z.output<typeof rateLimit>;

/** The JSON Schema of it, which says what keys there are. */
export function webJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(webSchema, { io: 'input', reused: 'inline' }) };
}
