import * as z from 'zod';
import { cipherSuiteNames, curveNames, isInsecureSuite, tlsVersionNames } from './go-tls-names.ts';
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

/** What is empty is not given: so it is in Go, and files that are made of templates count on it. */
function orNothing<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((given) => (given === null || given === '' ? undefined : given), schema);
}

const text = orNothing(z.string().optional());

const cipherSuite = z.enum(cipherSuiteNames as [string, ...string[]], {
  error: ({ input }) =>
    isInsecureSuite(input)
      ? `${String(input)} is not possible here: Go lists it as insecure`
      : undefined,
});

const tlsServer = z.strictObject({
  cert: text.describe('The certificate, and those between it and its authority, in PEM.'),
  key: text.describe('Its key, in PEM.'),
  client_ca: text.describe('The authorities that certificates of clients have to be of, in PEM.'),
  cert_file: text.describe('A file with what cert says.'),
  key_file: text.describe('A file with what key says.'),
  client_ca_file: text.describe('A file with what client_ca says.'),
  client_auth_type: orNothing(z.enum(clientAuthTypes).optional()).describe(
    'Whether clients have to show a certificate. Default: NoClientCert',
  ),
  client_allowed_sans: orNothing(z.array(z.string()).optional()).describe(
    'The certificate of a client has to be for one of these names, addresses or URIs.',
  ),
  min_version: orNothing(z.enum(tlsVersionNames).default('TLS12')).describe('The oldest version.'),
  max_version: orNothing(z.enum(tlsVersionNames).default('TLS13')).describe('The newest version.'),
  cipher_suites: orNothing(z.array(cipherSuite).optional()).describe(
    'Cipher suites up to TLS 1.2, by their Go names. Default: those of Node.js',
  ),
  prefer_server_cipher_suites: orNothing(z.boolean().default(true)).describe(
    'Whether the order of cipher_suites counts, not that of the client.',
  ),
  curve_preferences: orNothing(
    z.array(z.enum(curveNames as [string, ...string[]])).optional(),
  ).describe('Curves of the key exchange, by their Go names. Default: those of Node.js'),
});

/** What an answer can have in a header, of both versions of HTTP. */
const headerText = orNothing(
  z
    .string()
    .regex(/^[\t -~]*$/, { error: 'expected printable ASCII, in one line' })
    .optional(),
);

const headers = z.strictObject({
  'Content-Security-Policy': headerText,
  'X-Frame-Options': orNothing(z.enum(['deny', 'sameorigin']).optional()),
  'X-Content-Type-Options': orNothing(z.enum(['nosniff']).optional()),
  'X-XSS-Protection': headerText,
  'Strict-Transport-Security': headerText,
});

const httpServer = z.strictObject({
  http2: orNothing(z.boolean().default(true)).describe('Whether HTTP/2 is offered; only over TLS.'),
  headers: orNothing(headers.optional()).describe('Headers of all answers.'),
});

const bcryptHash = z
  .string({ error: 'expected the bcrypt hash of a password' })
  // Version, cost from 4 to 31, salt and hash.
  .regex(/^\$2[aby]?\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/, {
    error:
      'expected the bcrypt hash of a password, $2y$10$…: telltale-exporter hash-password makes one',
  });

const goDuration = z.union([z.string(), z.literal(0)], {
  error: ({ input }) =>
    `${typeof input === 'number' ? input : 'this'} is not a time: expected one such as 1s, 500ms or 0`,
});

const rateLimit = z.strictObject({
  interval: orNothing(
    goDuration
      .transform((given, context) => {
        const milliseconds = goDurationMs(String(given));
        if (milliseconds !== undefined) return milliseconds;
        const message = `${JSON.stringify(given)} is not a time: expected one such as 1s, 500ms or 0`;
        context.issues.push({ code: 'custom', message, input: given });
        return z.NEVER;
      })
      .default(0),
  ).describe('The time after which one more request may come. 0 for no limit.'),
  burst: orNothing(z.int().min(0).default(0)).describe('How many requests may come at once.'),
});

/** The web configuration of Prometheus' exporter-toolkit. */
export const webSchema = z.strictObject({
  tls_server_config: orNothing(tlsServer.optional()).describe('Encryption.'),
  http_server_config: orNothing(httpServer.optional()).describe('HTTP/2 and headers.'),
  basic_auth_users: orNothing(z.record(z.string(), bcryptHash).optional()).describe(
    'Who may ask: user names, and the bcrypt hashes of their passwords. Default: anybody',
  ),
  rate_limit: orNothing(rateLimit.optional()).describe('How many requests are answered.'),
});

export type WebSettings = z.output<typeof webSchema>;
export type TlsServerSettings = z.output<typeof tlsServer>;
export type RateLimitSettings = z.output<typeof rateLimit>;

/** The JSON Schema of it, which says what keys there are. */
export function webJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(webSchema, { io: 'input', reused: 'inline' }) };
}
