import { validateHeaderValue } from 'node:http';
import { Secrets } from '@telltale/rows/internal';
import { JsonError } from './json-error.ts';
import type { Credential, ResolvedJsonOptions } from './json-options.ts';
import type { CheckedQuery } from './json-query.ts';

/** Headers with all that is secret in them, and what hides it in messages. */
export interface RevealedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
}

/**
 * The headers of a request. Those of the query take the place of those of the source.
 *
 * @throws JsonError if a secret cannot be had, or the reason of the signal
 */
export async function revealHeaders(
  options: ResolvedJsonOptions,
  query: CheckedQuery,
  signal: AbortSignal,
): Promise<RevealedHeaders> {
  const { secretHeaders, basicAuth, bearerToken } = options;
  const secrets: string[] = [];
  const reveal = async (option: string, credential: Credential): Promise<string> => {
    const secret = await ask(option, credential, signal);
    secrets.push(secret);
    return secret;
  };
  const revealed: Record<string, string> = {};
  for (const [name, credential] of Object.entries(secretHeaders)) {
    revealed[name] = await reveal(`secretHeaders.${name}`, credential);
  }
  if (bearerToken !== undefined) {
    revealed['Authorization'] = `Bearer ${await reveal('bearerToken', bearerToken)}`;
  }
  if (basicAuth !== undefined) {
    const password = await reveal('basicAuth.password', basicAuth.password);
    const encoded = Buffer.from(`${basicAuth.username}:${password}`).toString('base64');
    secrets.push(encoded);
    revealed['Authorization'] = `Basic ${encoded}`;
  }
  for (const [name, value] of Object.entries(revealed)) {
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new JsonError(
        'secret',
        `The secret for the header ${name} has characters that no header can have.`,
      );
    }
  }
  const given = { ...defaultHeaders(query), ...named(options.headers), ...named(query.headers) };
  return { headers: { ...given, ...named(revealed) }, secrets: new Secrets(secrets) };
}

function defaultHeaders({ body }: CheckedQuery): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

/** In small letters, so that one takes the place of another however it is written. */
function named(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

async function ask(option: string, credential: Credential, signal: AbortSignal): Promise<string> {
  // Where it has aborted already, no event would come.
  signal.throwIfAborted();
  if (typeof credential === 'string') return credential;
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => {
    given.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  let secret: unknown;
  try {
    secret = await Promise.race([credential(), given.promise]);
  } catch {
    signal.throwIfAborted();
    throw new JsonError('secret', `The function given as ${option} failed.`);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  if (typeof secret === 'string') return secret;
  throw new JsonError('secret', `The function given as ${option} gave no text.`);
}
