import type { ServerResponse } from 'node:http';
import type { ScrapeResponse } from './handler.ts';
import { nextTurn } from './next-turn.ts';

/**
 * A client that reads as fast as it is written to lets answers drain before the event loop turns: it would get the
 * whole of a large page at once, and everybody else would wait.
 */
const maxBytesInTurn = 1024 * 1024;

/** Sends an answer, unless there is nobody to send it to or somebody else has answered. */
export function sendResponse(res: ServerResponse, response: ScrapeResponse): void {
  if (res.destroyed || res.headersSent || res.writableEnded) return;
  const { Vary: vary, ...headers } = response.headers;
  // What the framework's own middleware varies on (CORS: Origin) stays.
  if (vary !== undefined) res.appendHeader('Vary', vary);
  res.writeHead(response.status, headers);
  sendParts(res, response.body ?? []);
}

/**
 * Writes parts as the client reads them, and ends the answer. A client that goes away is sent nothing more: its answer
 * does not drain. Nothing is corked here, as node:http does that with all that is written in one turn.
 */
function sendParts(res: ServerResponse, parts: readonly Uint8Array[]): void {
  let sent = 0;
  let sentInTurn = 0;
  const send = (): void => {
    while (sent < parts.length) {
      if (res.destroyed || res.writableEnded) return;
      if (sentInTurn >= maxBytesInTurn && nextTurn !== undefined) {
        sentInTurn = 0;
        void nextTurn().then(send);
        return;
      }
      const part = parts[sent++] as Uint8Array;
      sentInTurn += part.byteLength;
      // Not by the callback of write(): middleware that compresses replaces that method and drops the callback.
      if (!res.write(part)) {
        res.once('drain', send);
        return;
      }
    }
    // A long body is ended only when it has left: a server that closes takes a connection whose answer has ended for
    // idle, and would cut off what is still on its way.
    res.end();
  };
  send();
}
