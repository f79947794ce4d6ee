import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer for people and scripts. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends an answer whole; it is not kept by anybody. Headers that are set already stay, as a web configuration says. */
export function sendText(res: ServerResponse, { status, text, headers }: TextAnswer): void {
  const all = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  };
  res.writeHead(
    status,
    Object.fromEntries(Object.entries(all).filter(([name]) => !res.hasHeader(name))),
  );
  // Node leaves the body out of answers to HEAD by itself.
  res.end(text);
}

/** The answer to a method that is not among those allowed. */
export function methodNotAllowed({ method = '' }: IncomingMessage, allowed: string): TextAnswer {
  const allow = allowed.split(' or ').join(', ');
  return {
    status: 405,
    text: `Method ${method} is not allowed here: use ${allowed}.\n`,
    headers: { Allow: allow },
  };
}
