import { Worker } from 'node:worker_threads';
import { counter, startServer } from '@telltale/prometheus';

// An application that has something to show, run by Node.js, Bun and Deno: it prints its own page.

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

counter('jobs_total', 'Jobs done.').inc();
const server = await startServer(0);
const scrape = async (): Promise<string> => {
  const response = await fetch(server.url);
  const page = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${page}`);
  return page;
};
await scrape();
await sleep(100);
const blockedUntil = performance.now() + 300;
while (performance.now() < blockedUntil);
await sleep(100);
const memory = new Uint8Array(50_000_000).fill(1);
const timer = setTimeout(() => undefined, 60_000);
const worker = new Worker('setTimeout(() => undefined, 60_000)', { eval: true });
await sleep(200);
process.stdout.write(await scrape(), () => {
  clearTimeout(timer);
  process.exit(memory[0] === 1 && worker.threadId > 0 ? 0 : 1);
});
