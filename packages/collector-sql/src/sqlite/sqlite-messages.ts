import type { SqlParameter } from '../sql-query.ts';

/** What the process that reads SQLite is asked. */
export interface SqliteRequest {
  readonly path: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
  readonly maxRows: number;
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

/** What it answers: rows, or what was wrong. */
export type SqliteAnswer =
  | {
      readonly names: readonly string[];
      /** Up to one more than `maxRows`. */
      readonly rows: readonly (readonly (string | number | bigint | Uint8Array | null)[])[];
    }
  | { readonly message: string; readonly code?: string };
