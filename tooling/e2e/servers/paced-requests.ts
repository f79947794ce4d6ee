import { setTimeout as sleep } from 'node:timers/promises';

/** A request to the demo, by what its metrics call it. */
export interface DemoRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The template that the path was made from, `none` where the demo has no such. */
  readonly route: string;
  readonly body?: unknown;
}

/** A request that was answered, as its client saw it. */
export interface AnsweredRequest {
  readonly request: DemoRequest;
  readonly status: number;
  /** From before it was sent until it was answered. */
  readonly seconds: number;
  /** Unix time in seconds. */
  readonly answeredAt: number;
}

/** Sends requests at a steady pace, whether or not the ones before have been answered. */
export async function sendPaced(
  baseUrl: string,
  requests: readonly DemoRequest[],
  perSecond: number,
): Promise<AnsweredRequest[]> {
  const start = performance.now();
  return Promise.all(
    requests.map(async (request, index) => {
      await sleep(Math.max(0, start + (index * 1000) / perSecond - performance.now()));
      return send(baseUrl, request);
    }),
  );
}

async function send(baseUrl: string, request: DemoRequest): Promise<AnsweredRequest> {
  const { method, path, body } = request;
  const start = performance.now();
  const response = await fetch(baseUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return {
    request,
    status: response.status,
    seconds: (performance.now() - start) / 1000,
    answeredAt: Date.now() / 1000,
  };
}
