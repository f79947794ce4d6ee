import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server of a test's own, at a port of its own. */
export class TestServer implements AsyncDisposable {
  readonly #server: Server;
  /** What was asked, in its order. */
  readonly requests: IncomingMessage[] = [];

  private constructor(answer: RequestListener) {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      answer(request, response);
    });
  }

  static async start(answer: RequestListener): Promise<TestServer> {
    const server = new TestServer(answer);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Starts one that answers all with the same text. */
  static answering(body: string | Buffer, headers: Record<string, string> = {}, status = 200) {
    return TestServer.start((_, response) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections are open. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
