import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { JsonError } from './json-error.ts';
import type { JsonTlsOptions } from './json-options.ts';

/** What is sent. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly tls: JsonTlsOptions;
  readonly lookup: LookupFunction | undefined;
  readonly maxRedirects: number;
  readonly maxBytes: number;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** The status with its words. */
  readonly statusText: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

const redirects = [301, 302, 303, 307, 308];

/**
 * Sends a request over a connection of its own, follows redirects on its host as far as it may, and reads the answer.
 *
 * @throws JsonError, or what Node.js throws for the connection
 */
export async function sendRequest(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  let { url, method, body } = request;
  for (let left = request.maxRedirects; ; left--) {
    const response = await open({ ...request, url, method, body }, signal);
    try {
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!redirects.includes(status) || location === undefined) {
        return await readAnswer(response, request.maxBytes);
      }
      url = redirected(url, location, status, left);
      // As browsers do: only 307 and 308 send again what was sent.
      if (status === 303 || (method === 'POST' && status < 303)) {
        method = 'GET';
        body = undefined;
      }
    } finally {
      response.destroy();
    }
  }
}

/** An address as far as it is in messages: what follows `?` may be secret. */
export function shownUrl(url: URL): string {
  return url.origin + url.pathname;
}

function open(
  { url, method, headers, body, tls, lookup }: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    signal,
    agent: false,
    ...(lookup !== undefined && { lookup }),
    headers: { ...headers, 'Accept-Encoding': 'gzip, deflate, br' },
  };
  return new Promise((resolve, reject) => {
    const sent =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, ...tls }, resolve)
        : requestHttp(url, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

function redirected(from: URL, location: string, status: number, left: number): URL {
  const to = URL.parse(location, from.href);
  const shown = to === null ? 'an address that is none' : shownUrl(to);
  if (left === 0) {
    throw new JsonError(
      'status',
      `The answer is ${status}, a redirect to ${shown}, which is not followed. Give that address, or raise maxRedirects.`,
      status,
    );
  }
  if (to?.origin !== from.origin) {
    throw new JsonError(
      'status',
      `The answer is ${status}, a redirect to ${shown}, which is not followed: it is on another host.`,
      status,
    );
  }
  return to;
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of decoded(response)) {
    bytes += (piece as Buffer).length;
    if (bytes > maxBytes) {
      throw new JsonError(
        'body',
        `The answer has more than ${maxBytes} bytes. Raise maxBytes if that is right.`,
        response.statusCode,
      );
    }
    pieces.push(piece as Buffer);
  }
  return {
    status: response.statusCode ?? 0,
    statusText: `${response.statusCode} ${response.statusMessage ?? ''}`.trim(),
    contentType: response.headers['content-type'],
    body: Buffer.concat(pieces),
  };
}

function decoded(response: IncomingMessage): Readable {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = decoderOf(encoding);
  if (decoder === undefined) return response;
  // Errors reach whoever reads the decoder.
  return pipeline(response, decoder, () => undefined);
}

function decoderOf(encoding: string) {
  switch (encoding) {
    case 'identity':
    case '':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new JsonError(
        'body',
        `The answer has the Content-Encoding ${JSON.stringify(encoding)}, expected gzip, deflate, br or none.`,
      );
  }
}
