import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Row } from '@telltale/rows';
import { rowsOfArrays } from '../rows-of-arrays.ts';
import { tooManyRows } from '../row-limit.ts';
import type { SqlConnection } from '../sql-connection.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlStatement } from '../sql-query.ts';
import { untilCancelled } from '../until-cancelled.ts';
import type { SqliteAnswer, SqliteRequest } from './sqlite-messages.ts';

/** Beside this file in the source, and beside the bundle in what is published. */
const isSource = import.meta.url.endsWith('.ts');
const program = fileURLToPath(
  new URL(isSource ? './sqlite-program.ts' : './sqlite/sqlite-program.js', import.meta.url),
);

/** What all statements of a source have in common. */
export type SqliteFile = Omit<SqliteRequest, 'sql' | 'parameters'>;

/**
 * A process that reads SQLite. Not a thread: `node:sqlite` can interrupt nothing, and a thread ends only when the
 * statement does, after minutes if need be, whereas a process can be ended at any time.
 */
export class SqliteProcess implements SqlConnection {
  readonly #file: SqliteFile;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #isLost = false;
  #said = '';

  /** Starts it; the first statement waits until it is ready. */
  constructor(file: SqliteFile) {
    this.#file = file;
    this.#child = fork(program, [], {
      // Nothing of how the parent was started, such as a debugger on the same port.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-1000);
    });
    this.#ended = once(this.#child, 'close').catch((error: unknown) => {
      this.#said = String(error);
    });
    const onLost = (): void => {
      this.#isLost = true;
    };
    for (const event of ['error', 'exit', 'disconnect']) this.#child.once(event, onLost);
  }

  get isUsable(): boolean {
    return !this.#isLost;
  }

  async query(statement: SqlStatement, signal: AbortSignal): Promise<readonly Row[]> {
    const answer = await untilCancelled(this.#ask(statement), signal, () => this.close());
    if ('message' in answer) {
      throw new SqlError(`sqlite: ${answer.message} (${this.#file.path})`, answer.code);
    }
    const { maxRows } = this.#file;
    if (answer.rows.length > maxRows) throw tooManyRows('sqlite', maxRows);
    return rowsOfArrays('sqlite', answer.names, answer.rows, (cell) => cell);
  }

  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as { unref?(): void } | null)?.unref?.();
  }

  wake(): void {
    this.#child.ref();
    this.#child.channel?.ref();
    (this.#child.stderr as { ref?(): void } | null)?.ref?.();
  }

  async close(): Promise<void> {
    this.wake();
    this.#isLost = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #ask({ sql, parameters }: SqlStatement): Promise<SqliteAnswer> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onEnd = (): void => {
        const said = this.#said.trim();
        reject(
          new SqlError(`sqlite: the process that reads the file has ended${said && `: ${said}`}`),
        );
      };
      const onMessage = (answer: unknown): void => {
        child.off('close', onEnd);
        resolve(answer as SqliteAnswer);
      };
      child.once('close', onEnd);
      child.once('message', onMessage);
      child.send({ ...this.#file, sql, parameters }, (error) => {
        // What else there is to say of it comes with its end.
        if (error !== null) this.#isLost = true;
      });
    });
  }
}
