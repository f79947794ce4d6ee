import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, TLSSocket } from 'node:tls';

/** What else than 400 is answered to what cannot be read, by the code of the error. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Has a server over TLS answer what it cannot read as it does by itself, but close only once that is sent: where the end
 * of the handshake is still being written, Node.js would close before.
 */
export function answerClientErrors(server: Server): void {
  const answering = new WeakMap<object, ServerResponse>();
  const encrypted = new WeakSet<TLSSocket>();
  const refused = new WeakSet<TLSSocket>();
  server.prependListener('secureConnection', (socket) => encrypted.add(socket));
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (req.httpVersionMajor === 1) answering.set(req.socket, res);
  });
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket: TLSSocket) => {
    // What follows of the same request is no better.
    if (refused.has(socket)) return;
    const res = answering.get(socket);
    const isInAnswer = res?.headersSent === true && !res.writableFinished;
    // A handshake that failed is told here, too.
    if (!encrypted.has(socket) || !socket.writable || isInAnswer) {
      socket.destroy();
      return;
    }
    refused.add(socket);
    socket.write(`HTTP/1.1 ${statuses[code] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
  });
}
