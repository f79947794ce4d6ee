import { encode, negotiate, type Format } from '@telltale/exposition';
import type { Gatherer, MetricFamily } from '@telltale/model';
import { negotiateCoding, type ContentCoding } from './accept-encoding.ts';
import type { Codings } from './coding.ts';
import { registerHandlerMetrics, type HandlerErrorCause } from './handler-metrics.ts';
import {
  checkGatherer,
  resolveHandlerOptions,
  type MetricsHandlerOptions,
} from './handler-options.ts';
import { KeptPages } from './kept-pages.ts';
import { nextTurn } from './next-turn.ts';
import { pageOf, type Page } from './page.ts';
import { encodeWhatWorks, familiesThatWorked } from './partial-page.ts';
import { lengthOf } from './parts.ts';
import { scrapeTimeoutMs } from './scrape-timeout.ts';
import { AbandonedError, SharedCollections, type Collection } from './shared-collections.ts';

/** A scrape, whatever it came through. */
export interface ScrapeRequest {
  readonly method: string;
  /** Path and query, or a whole URL. The path is not looked at. */
  readonly url: string;
  /** The value of a header by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Aborts when the client goes away. Default: it stays. */
  readonly signal?: AbortSignal | undefined;
  /** Resolves when the answer was sent, or cannot be any more. Default: an answer is sent when it is given. */
  readonly sent?: Promise<void> | undefined;
}

/** What to answer. */
export interface ScrapeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * In parts, to be sent one after the other and not to be written to. Absent where the answer has none: to HEAD, and
   * to a client that has gone away.
   */
  readonly body?: readonly Uint8Array[] | undefined;
}

/** Answers scrapes; never rejects. */
export type ScrapeHandler = (request: ScrapeRequest) => Promise<ScrapeResponse>;

/** nginx's number for a client that closed the connection; nobody is there to read it. */
const clientClosedRequest = 499;

/**
 * Answers scrapes of a gatherer, whatever they come through. Scrapes of the same moment share one collection.
 *
 * @throws INVALID_OPTION
 * @throws what registering its metrics throws
 */
export function createHandler(
  gatherer: Gatherer,
  options: MetricsHandlerOptions,
  codings: Codings,
): ScrapeHandler {
  checkGatherer(gatherer);
  const { timeoutMs, timeoutOffsetSeconds, compress, minCompressBytes, ...resolved } =
    resolveHandlerOptions(options);
  const { maxRequestsInFlight, registry, openMetrics2 } = resolved;
  const keptPages = resolved.keepPages ? new KeptPages() : undefined;
  const isPartialAllowed = resolved.errorMode === 'partial';
  const offered = compress ? [...codings.keys()] : [];
  const metrics = registry === undefined ? undefined : registerHandlerMetrics(registry);
  const onError = (error: unknown, cause: HandlerErrorCause): void => {
    metrics?.errors.inc({ cause });
    resolved.onError(error);
  };
  const collections = new SharedCollections(gatherer, { nextTurn, onError });
  const refusal = textAnswer(
    503,
    `${maxRequestsInFlight} scrapes are being answered already, and no more are allowed: try again later.`,
  );
  let taken = 0;

  async function render(
    collection: Collection,
    format: Format,
    coding: ContentCoding | undefined,
    sent: Promise<void> | undefined,
  ): Promise<ScrapeResponse> {
    const { contentType } = format;
    const families = await (isPartialAllowed
      ? collection.families.catch(familiesThatWorked)
      : collection.families);
    // A page of a few families by name would push out what is kept of the whole.
    const kept = collection.key.names.length === 0 ? keptPages : undefined;
    const write = async (some: readonly MetricFamily[]): Promise<Page> =>
      kept === undefined ? pageOf(encode(some, format)) : kept.page(some, format);
    const page = await collection.once(contentType, () =>
      isPartialAllowed
        ? encodeWhatWorks(families, write, (error) => {
            onError(error, 'encoding');
          })
        : write(families),
    );
    // Where nobody says when the answer was sent, its parts stay as they are for good.
    const release = page.hold();
    void sent?.then(release);
    const headers = { 'Content-Type': contentType, Vary: 'Accept, Accept-Encoding' };
    const found = coding === undefined ? undefined : codings.get(coding);
    if (coding === undefined || found === undefined || page.byteLength < minCompressBytes) {
      return answer(200, headers, page.parts);
    }
    const squeezed = await collection.once(`${coding} ${contentType}`, () =>
      page.compressed(found),
    );
    return answer(200, { ...headers, 'Content-Encoding': coding }, squeezed);
  }

  async function scrape(request: ScrapeRequest): Promise<ScrapeResponse> {
    const format = negotiate(request.header('accept'), { openMetrics2 });
    const coding = negotiateCoding(request.header('accept-encoding'), offered);
    const timeoutHeader = request.header('x-prometheus-scrape-timeout-seconds');
    const key = {
      generation: gatherer.generation,
      names: namesOf(request.url),
      timeoutMs: scrapeTimeoutMs(timeoutHeader, timeoutOffsetSeconds) ?? timeoutMs,
    };
    return collections.share(key, request.signal, (collection) =>
      render(collection, format, coding, request.sent),
    );
  }

  /** Slots are given back when the answer was sent: a page that a slow client has not read yet takes up memory. */
  async function scrapeInSlot(request: ScrapeRequest): Promise<ScrapeResponse> {
    taken++;
    try {
      return await scrape(request);
    } finally {
      whenSent(request, () => taken--);
    }
  }

  async function respond(request: ScrapeRequest): Promise<ScrapeResponse> {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      const text = `Method ${method} is not allowed here: use GET or HEAD.`;
      return textAnswer(405, text, { Allow: 'GET, HEAD' });
    }
    let response: ScrapeResponse;
    try {
      response = taken >= maxRequestsInFlight ? refusal : await scrapeInSlot(request);
    } catch (error) {
      if (error instanceof AbandonedError) return { status: clientClosedRequest, headers: {} };
      const reason = error instanceof Error ? error.message : String(error);
      response = textAnswer(500, `The metrics could not be collected: ${reason}`);
    }
    return method === 'HEAD' ? { ...response, body: undefined } : response;
  }

  return async (request) => {
    metrics?.inFlight.inc();
    const response = await respond(request);
    metrics?.requests.inc({ code: response.status });
    whenSent(request, () => metrics?.inFlight.dec());
    return response;
  };
}

function whenSent({ sent }: ScrapeRequest, act: () => void): void {
  if (sent === undefined) act();
  else void sent.then(act);
}

/** An answer in plain text, for people. */
export function textAnswer(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ScrapeResponse {
  const type = { 'Content-Type': 'text/plain; charset=utf-8', ...headers };
  return answer(status, type, [new TextEncoder().encode(`${text}\n`)]);
}

/** An answer with the length of its body. */
export function answer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: readonly Uint8Array[],
): ScrapeResponse {
  return { status, headers: { ...headers, 'Content-Length': String(lengthOf(body)) }, body };
}

/** The families that the query asks for, in one order however it is written; empty for all. */
function namesOf(url: string): readonly string[] {
  const [withoutFragment = ''] = url.split('#', 1);
  const start = withoutFragment.indexOf('?');
  if (start < 0) return [];
  const names = new URLSearchParams(withoutFragment.slice(start + 1)).getAll('name[]');
  return [...new Set(names)].filter((name) => name !== '').sort();
}
