// A process that scrapes at a fixed rate, whether or not earlier scrapes have ended, and prints what came of it as JSON.
import { Agent, get, type IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Order, Outcome } from './outcome.ts';

const { url, ratePerSecond, seconds, isCompressed, series } = JSON.parse(
  process.argv[2] ?? '{}',
) as Order;

const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const latencies: number[] = [];
const errors = new Map<string, number>();
let checked = 0;
let bytes = 0;
let late = 0;

function fail(reason: string): void {
  errors.set(reason, (errors.get(reason) ?? 0) + 1);
}

function scrape(isChecked: boolean): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const headers = { ...(isCompressed && { 'Accept-Encoding': 'gzip' }) };
    let isOver = false;
    const end = (reason?: string): void => {
      // An answer that is cut off says so more than once.
      if (isOver) return;
      isOver = true;
      if (reason !== undefined) fail(reason);
      else latencies.push(performance.now() - begun);
      resolve();
    };
    const request = get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        response.once('end', () => {
          end(`status ${response.statusCode}`);
        });
      } else if (isChecked) {
        textOf(response).then(
          (text) => {
            checked++;
            const found = text.split('\nload_items{').length - 1;
            end(found === series ? undefined : `${found} series instead of ${series}`);
          },
          (error: unknown) => {
            end(String(error));
          },
        );
      } else {
        response.on('data', (piece: Buffer) => (bytes += piece.length));
        response.once('end', () => {
          end(response.complete ? undefined : 'cut off');
        });
      }
      response.once('error', (error) => {
        end(error.message);
      });
    });
    request.once('error', (error) => {
      end(error.message);
    });
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const stream = isCompressed ? response.pipe(createGunzip()) : response;
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

const total = Math.round(ratePerSecond * seconds);
const everyMs = 1000 / ratePerSecond;
const start = performance.now();
const under: Promise<void>[] = [];
for (let sent = 0; sent < total;) {
  const due = Math.min(total, Math.floor((performance.now() - start) / everyMs) + 1);
  // Those that are sent together because this process was busy are not spread as they should be.
  if (due - sent > 5) late += due - sent - 1;
  while (sent < due) {
    // One a second is looked at as a whole.
    under.push(scrape(sent % Math.ceil(ratePerSecond) === 0));
    sent++;
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
const sendingSeconds = (performance.now() - start) / 1000;
await Promise.all(under);
agent.destroy();
latencies.sort((one, other) => one - other);
const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? NaN;
const outcome: Outcome = {
  sent: total,
  sendingSeconds,
  answered: latencies.length,
  checked,
  late,
  megabytes: bytes / 2 ** 20,
  seconds: (performance.now() - start) / 1000,
  errors: Object.fromEntries(errors),
  milliseconds: { p50: at(0.5), p90: at(0.9), p99: at(0.99), most: at(1) },
};
process.stdout.write(`${JSON.stringify(outcome)}\n`);
