/** Something that a scrape had to leave out. */
export interface TextfileProblem {
  /** The file or folder that it was found in. */
  readonly file: string;
  /** What was left out and why, such as `the family jobs was left out: it is a gauge here, but a counter in a.prom`. */
  readonly message: string;
  /** The error behind it, where there is one: a `ParseError`, or what the file system said. */
  readonly cause?: unknown;
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
