/** Why work was given up that nobody waits for any more. It is no failure of what did it. */
export class AbandonedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AbandonedError';
  }
}

/** Whether work was given up for that, also as `@telltale/http` says it of a scraper that has gone away. */
export function isAbandoned(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbandonedError';
}
