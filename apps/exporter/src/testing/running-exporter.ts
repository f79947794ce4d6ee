import { request, type IncomingMessage } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Collector } from '@telltale/model';
import { runExporter } from '../run-exporter.ts';
import { authority } from './certificates.ts';
import { FakeIo } from './fake-io.ts';

export type Answer = IncomingMessage & { readonly body: string };

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request, and gives the answer with its body. */
async function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  const sent = url.startsWith('https:')
    ? requestEncrypted(url, { ...options, ca: authority, headers: { ...options.headers } }).end()
    : request(url, { ...options, headers: { ...options.headers } }).end();
  const [res] = (await once(sent, 'response')) as [IncomingMessage];
  return Object.assign(res, { body: await text(res) });
}

/** An exporter in the process of a test. */
export class RunningExporter {
  static readonly #all: RunningExporter[] = [];
  readonly io = new FakeIo();
  readonly ended: Promise<number>;
  #url = '';

  private constructor(args: readonly string[], collectors: readonly Collector[]) {
    this.ended = runExporter({
      args: ['--web.listen-address=127.0.0.1:0', ...args],
      collectors,
      io: this.io,
    });
    RunningExporter.#all.push(this);
  }

  /** Resolves when it listens. */
  static async start(
    args: readonly string[] = [],
    ...collectors: Collector[]
  ): Promise<RunningExporter> {
    const exporter = new RunningExporter(args, collectors);
    exporter.#url = new URL(await exporter.io.err.url()).origin;
    return exporter;
  }

  /** Ends all that were started, and waits for them. */
  static async endAll(): Promise<void> {
    const all = RunningExporter.#all.splice(0);
    for (const { io } of all) io.send('SIGTERM');
    await Promise.all(all.map(({ ended }) => ended));
  }

  ask(path: string, options?: AskOptions): Promise<Answer> {
    return ask(`${this.#url}${path}`, options);
  }

  /** The metrics as text. */
  async metrics(query = ''): Promise<string> {
    return (await this.ask(`/metrics${query}`)).body;
  }

  /** The same over TLS, with the certificate of tests. */
  async encryptedMetrics(): Promise<string> {
    return (await ask(`${this.#url.replace('http:', 'https:')}/metrics`)).body;
  }

  reload(): Promise<Answer> {
    return this.ask('/-/reload', { method: 'POST' });
  }
}
