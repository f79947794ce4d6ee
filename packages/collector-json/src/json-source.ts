import type { PoolUse, QueryContext, Row, RowSource } from '@telltale/rows';
import { Secrets, SharedWork, Turns } from '@telltale/rows/internal';
import { documentRows } from './document-rows.ts';
import { sendRequest, shownUrl, type HttpAnswer } from './http-answer.ts';
import { JsonError } from './json-error.ts';
import { resolveJsonOptions, type JsonOptions } from './json-options.ts';
import { checkQuery, type CheckedQuery, type JsonQuery } from './json-query.ts';
import { revealHeaders } from './reveal-headers.ts';

/** A source of rows that are found in the JSON of a web service. */
export interface JsonSource extends RowSource<JsonQuery> {
  /** What kind of source it is. */
  readonly type: 'json';
  /** Its requests: each has a connection of its own. */
  pool(): PoolUse;
}

interface Exchange {
  readonly answer: HttpAnswer;
  /** For messages that have a piece of the answer in them, which may repeat what was sent. */
  readonly secrets: Secrets;
}

const checks = new WeakMap<JsonSource, (query: JsonQuery) => void>();

/**
 * Makes a source. Each query sends a request, unless the same request is under way already: then both have its answer.
 * It holds nothing between queries. Disposing of it breaks off what is under way.
 *
 * @throws INVALID_OPTION for an option that is unknown or of the wrong kind
 */
export function jsonSource(options: JsonOptions): JsonSource {
  const resolved = resolveJsonOptions(options);
  const { timeoutMs, maxConnections } = resolved;
  const turns = new Turns(maxConnections);
  const exchanges = new SharedWork<Exchange>();
  const checked = new WeakMap<JsonQuery, CheckedQuery>();

  async function exchange(query: CheckedQuery, signal: AbortSignal): Promise<Exchange> {
    const what = `${query.method} ${shownUrl(query.url)}`;
    const late = AbortSignal.timeout(timeoutMs);
    const until = AbortSignal.any([signal, late]);
    let secrets = new Secrets([]);
    try {
      const revealed = await revealHeaders(resolved, query, until);
      secrets = revealed.secrets;
      const request = { ...resolved, ...query, headers: revealed.headers };
      return { answer: await sendRequest(request, until), secrets };
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted) {
        throw new JsonError(
          'timeout',
          `${what}: there was no whole answer within ${timeoutMs} ms.`,
        );
      }
      const message = `${what}: ${secrets.hide(messageOf(error))}`;
      if (!(error instanceof JsonError)) throw new JsonError('request', message);
      throw new JsonError(error.reason, message, error.status);
    }
  }

  const check = (query: JsonQuery): CheckedQuery => {
    const known = checked.get(query) ?? checkQuery(query, resolved.url);
    checked.set(query, known);
    return known;
  };

  const source: JsonSource = {
    type: 'json',
    async query(query: JsonQuery, { signal }: QueryContext): Promise<readonly Row[]> {
      signal.throwIfAborted();
      const known = check(query);
      const { url, method, body, headers } = known;
      const { answer, secrets } = await exchanges.join(
        JSON.stringify([url.href, method, body, headers]),
        signal,
        (wanted) => turns.take(wanted, () => exchange(known, wanted)),
      );
      return rowsOf(known, answer, secrets);
    },
    pool: () => ({
      max: maxConnections,
      open: turns.use.taken,
      idle: 0,
      waiting: turns.use.waiting,
    }),
    [Symbol.asyncDispose]: () =>
      exchanges.end(new JsonError('request', 'The json source was disposed of.')),
  };
  checks.set(source, check);
  return source;
}

/**
 * Checks a query of a source before it is asked. What is no source of {@link jsonSource} checks its queries itself.
 *
 * @throws INVALID_OPTION
 */
export function checkQueryOf(source: JsonSource, query: JsonQuery): void {
  checks.get(source)?.(query);
}

function rowsOf(query: CheckedQuery, answer: HttpAnswer, secrets: Secrets): Row[] {
  const what = `${query.method} ${shownUrl(query.url)}`;
  const { status, statusText, contentType = 'no content type' } = answer;
  const { statuses } = query;
  if (statuses === undefined ? status < 200 || status > 299 : !statuses.includes(status)) {
    const expected = statuses === undefined ? '200 to 299' : statuses.join(' or ');
    const message = `${what}: the answer is ${secrets.hide(statusText)}, expected ${expected}.`;
    throw new JsonError('status', message, status);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(answer.body);
    return documentRows(text, query);
  } catch (error) {
    const reason = secrets.hide(messageOf(error));
    if (error instanceof JsonError) throw new JsonError(error.reason, `${what}: ${reason}`, status);
    const message = `${what}: the answer (${secrets.hide(contentType)}) is no JSON: ${reason}`;
    throw new JsonError('body', message, status);
  }
}

function messageOf(error: unknown): string {
  // Of several addresses of one host, all failed.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join(', ');
  }
  return error instanceof Error ? error.message : String(error);
}
