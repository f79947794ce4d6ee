import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './subject.ts';

const askForPage = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

/** What clients do to an exporter that they should not. */
export function badClients(port: () => number): Fault[] {
  const client = (name: string, behave: (port: number) => Promise<void>): Fault => ({
    name,
    begin: async () => {
      await behave(port());
      return () => undefined;
    },
  });
  return [
    client('a client hangs up in the answer', async (to) => {
      const socket = connect(to, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.once('data', () => socket.destroy());
      socket.write(askForPage);
      await sleep(200);
      socket.destroy();
    }),
    client('a client hangs up before the answer', async (to) => {
      const socket = connect(to, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(askForPage, () => socket.destroy());
      await sleep(100);
    }),
    {
      name: 'clients never read, and never end their request',
      begin: () => {
        const sockets = Array.from({ length: 10 }, (_, index) => {
          const socket = connect(port(), '127.0.0.1');
          socket.on('error', () => undefined);
          socket.pause();
          socket.write(index % 2 === 0 ? askForPage : 'GET /metrics HTTP/1.1\r\nHost:');
          return socket;
        });
        return () => {
          for (const socket of sockets) socket.destroy();
        };
      },
    },
    client('a client sends nonsense', async (to) => {
      const socket = connect(to, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.end('\u0000\u0001 nonsense\r\n\r\n'.repeat(100));
      await sleep(100);
    }),
    client('many scrape at once', async (to) => {
      await Promise.all(
        Array.from({ length: 60 }, async () => {
          const answer = await fetch(`http://127.0.0.1:${to}/metrics`).catch(() => undefined);
          await answer?.arrayBuffer().catch(() => undefined);
        }),
      );
    }),
  ];
}
