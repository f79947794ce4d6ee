import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Subject } from './subject.ts';
import { Truth } from './truth.ts';

type Answer = (res: ServerResponse, text: string) => void;

/** A web service that says how often it was asked for something else. */
export async function webSubject(): Promise<Subject & { readonly url: string }> {
  const truth = new Truth();
  let value = 0;
  let answer: Answer = (res, text) => res.end(text);
  const well = answer;
  const server = createServer((_req, res) => {
    answer(res, JSON.stringify({ beat: value }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setInterval(() => {
    truth.begin(value + 1);
    value++;
    truth.acknowledge(value);
  }, 150);
  const answering = (name: string, other: Answer) => ({
    name,
    begin: () => {
      answer = other;
      return () => {
        answer = well;
        server.closeAllConnections();
      };
    },
  });
  return {
    name: 'web',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    truth,
    ageMs: 0,
    faults: [
      answering('the web service fails', (res) => res.writeHead(500).end('{"beat": 0}')),
      answering('the web service never answers', () => undefined),
      answering('the web service hangs up in its answer', (res, text) => {
        res.writeHead(200, { 'Content-Length': text.length + 10 });
        res.write(text);
        setTimeout(() => res.destroy(), 50);
      }),
      answering('the web service answers nonsense', (res) => res.end('{"beat": ')),
      answering('the web service says null', (res) => res.end('{"beat": null}')),
    ],
    [Symbol.asyncDispose]() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      return Promise.resolve();
    },
  };
}
