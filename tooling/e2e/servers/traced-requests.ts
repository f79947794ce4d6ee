import { randomBytes } from 'node:crypto';
import type { DemoRequest } from './paced-requests.ts';

/** A request with a trace of its own that was answered. */
export interface TracedAnswer {
  readonly request: DemoRequest;
  /** What its `traceparent` header said. */
  readonly traceId: string;
  /** What the demo observed of it, by its `Server-Timing` header. */
  readonly seconds: number;
  readonly body: unknown;
}

/** Sends requests in their order, up to `atOnce` at the same time, each in a trace of its own. */
export async function sendTraced(
  baseUrl: string,
  requests: readonly DemoRequest[],
  atOnce: number,
): Promise<TracedAnswer[]> {
  const answers: TracedAnswer[] = [];
  const queue = requests.values();
  const client = async (): Promise<void> => {
    for (const request of queue) answers.push(await send(baseUrl, request));
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return answers;
}

async function send(baseUrl: string, request: DemoRequest): Promise<TracedAnswer> {
  const { method, path, body } = request;
  const traceId = randomBytes(16).toString('hex');
  const response = await fetch(baseUrl + path, {
    method,
    headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const timing = response.headers.get('Server-Timing') ?? '';
  const milliseconds = /^total;dur=([\d.]+)$/.exec(timing)?.[1];
  if (milliseconds === undefined) {
    throw new Error(`${method} ${path} was answered ${response.status} with no time: ${timing}`);
  }
  return { request, traceId, seconds: Number(milliseconds) / 1000, body: await response.json() };
}
