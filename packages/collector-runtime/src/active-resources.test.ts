import { describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// It starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

describe('active handles and requests', () => {
  it('are as many as Node.js itself tells apart', () => {
    const { stdout, stderr } = runNode(`
      import { createSocket } from 'node:dgram';
      import { lookup, lookupService } from 'node:dns';
      import { readFile } from 'node:fs';
      import { open } from 'node:fs/promises';
      import { connect, createServer } from 'node:net';
      import { spawn } from 'node:child_process';
      const collector = runtimeCollector({ include: ['activeResources'] });
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address();
      const client = connect(port, '127.0.0.1');
      await new Promise((resolve) => client.once('connect', resolve));
      const child = spawn('sleep', ['100']);
      const udp = createSocket('udp4').bind(0, '127.0.0.1');
      await new Promise((resolve) => udp.once('listening', resolve));
      const file = await open(process.execPath);
      const show = () => {
        const values = read(collector);
        return {
          handles: [values.nodejs_active_handles, process._getActiveHandles().length],
          requests: [values.nodejs_active_requests, process._getActiveRequests().length],
          timers: values.nodejs_active_timers,
          all: values.nodejs_active_resources,
        };
      };
      const quiet = show();
      // Of each kind that can be had on loopback.
      connect(port, '127.0.0.1').on('error', () => {});
      connect('/nowhere/at/all').on('error', () => {});
      readFile(process.execPath, () => {});
      lookup('localhost', () => {});
      lookupService('127.0.0.1', port, () => {});
      void file.read(Buffer.alloc(1000));
      void file.close();
      udp.send('x', port, '127.0.0.1');
      client.write(Buffer.alloc(64 << 20));
      child.stdin.end();
      setTimeout(() => {}, 100_000);
      setImmediate(() => {});
      const busy = show();
      print({ quiet, busy });
      child.kill();
      process.exit();
    `);
    expect(stderr).toBe('');
    type Shown = Record<'handles' | 'requests', [number, number]> & {
      timers: number;
      all: Record<string, number>;
    };
    const { quiet, busy } = JSON.parse(stdout) as Record<'quiet' | 'busy', Shown>;
    for (const { handles, requests, timers, all } of [quiet, busy]) {
      expect(handles[0], JSON.stringify(all)).toBe(handles[1]);
      expect(requests[0], JSON.stringify(all)).toBe(requests[1]);
      const sum = Object.values(all).reduce((a, b) => a + b, 0);
      expect(handles[0] + requests[0] + timers).toBe(sum);
    }
    expect(quiet.handles[0]).toBeGreaterThanOrEqual(4);
    expect(busy.requests[0] - quiet.requests[0]).toBeGreaterThanOrEqual(5);
    expect(busy.timers - quiet.timers).toBeGreaterThanOrEqual(1);
  });
});
