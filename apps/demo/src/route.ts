/** A request as the API sees it. */
export interface ApiRequest {
  /** What stands in the path for each `:name` of the template. */
  readonly params: Readonly<Record<string, string>>;
  /** Of the trace that the request belongs to, 32 hexadecimal digits. */
  readonly traceId: string;
  /**
   * The body as JSON, or `undefined` where it is none.
   *
   * @throws ClientGone
   */
  readonly json: () => Promise<unknown>;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

/** The connection ended before the request was there as a whole: nobody waits for an answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** What answers one kind of request. */
export interface Route {
  readonly method: string;
  /** `/products/:id`: also the value of the label `route`, which a path with its many ids must never be. */
  readonly template: string;
  readonly handle: (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;
}

/** The parameters in a path that fits the template, or `undefined` where it does not. */
export function matchTemplate(
  template: string,
  path: string,
): Readonly<Record<string, string>> | undefined {
  const expected = template.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const given = actual[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = given;
    else if (part !== given) return undefined;
  }
  return params;
}
