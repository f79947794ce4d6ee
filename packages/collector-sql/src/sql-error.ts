/**
 * What a database or its driver refused, without anything that is secret. `cause` is left out on purpose: errors of
 * drivers may hold the options that they were given.
 */
export class SqlError extends Error {
  /** SQLSTATE of PostgreSQL, `ER_…` of MySQL, `SQLITE_…`, or what the operating system says: `ECONNREFUSED`. */
  declare readonly code?: string;

  /** `code`: where there is one. */
  constructor(message: string, code?: string) {
    super(message);
    this.name = 'SqlError';
    if (code !== undefined) this.code = code;
  }
}
