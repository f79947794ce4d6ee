import type { PoolUse, QueryContext, Row, RowSource } from '@telltale/rows';
import { SharedWork, Turns } from '@telltale/rows/internal';
import { ExecError } from './exec-error.ts';
import { resolveExecOptions, type ExecOptions } from './exec-options.ts';
import { checkQuery, type CheckedQuery, type ExecQuery } from './exec-query.ts';
import { runCommand, said, type Run } from './run-command.ts';

/** A source of rows that are what commands print. */
export interface ExecSource extends RowSource<ExecQuery> {
  /** What kind of source it is. */
  readonly type: 'exec';
  /** The commands that run, and those that wait. */
  pool(): PoolUse;
}

/** A source that other parts of this package read as it is. */
export interface ExecRuns {
  /**
   * Runs a command, or waits for the same one that runs already, and makes something of what it printed.
   *
   * @throws ExecError, or the reason of the signal
   */
  read<Result>(
    command: Omit<CheckedQuery, 'rows'>,
    signal: AbortSignal,
    make: (run: Run) => Result,
  ): Promise<Result>;
}

const readerOf = new WeakMap<ExecSource, ExecRuns>();

/**
 * Makes a source. Each query runs its command, unless the same command runs already: then both have its output. Disposing
 * of the source ends what runs.
 *
 * @throws INVALID_OPTION for an option that is unknown or of the wrong kind
 */
export function execSource(options: ExecOptions = {}): ExecSource {
  const settings = resolveExecOptions(options);
  const turns = new Turns(settings.maxConcurrent);
  const runs = new SharedWork<Run>();
  const checked = new WeakMap<ExecQuery, CheckedQuery>();
  const runner: ExecRuns = {
    async read({ command, exitCodes }, signal, make) {
      const run = await runs.join(JSON.stringify(command), signal, (wanted) =>
        turns.take(wanted, () => runCommand(command, settings, wanted)),
      );
      const [program = ''] = command;
      if (exitCodes !== 'any' && !exitCodes.includes(run.exitCode)) {
        throw new ExecError(
          'exit',
          `${program} ended with exit code ${run.exitCode}, expected ${exitCodes.join(' or ')}.${said(run.stderr)}`,
          run.exitCode,
        );
      }
      try {
        return make(run);
      } catch (error) {
        // The messages of parsers have a piece of the text in them, and so may the stack. It may be a piece of a secret,
        // which nobody could find.
        const printed = run.stdout.toString();
        const reason =
          settings.secrets.hide(printed) === printed
            ? (error as Error).message
            : 'it has a secret in it, and is not repeated.';
        throw new ExecError('output', `What ${program} printed is not as expected: ${reason}`);
      }
    },
  };
  const source: ExecSource = {
    type: 'exec',
    async query(query: ExecQuery, { signal }: QueryContext): Promise<readonly Row[]> {
      signal.throwIfAborted();
      const known = checked.get(query) ?? checkQuery(query);
      checked.set(query, known);
      return runner.read(known, signal, known.rows);
    },
    pool: () => ({
      max: settings.maxConcurrent,
      open: turns.use.taken,
      idle: 0,
      waiting: turns.use.waiting,
    }),
    [Symbol.asyncDispose]: () => runs.end(new Error('The exec source was disposed of.')),
  };
  readerOf.set(source, runner);
  return source;
}

/** What runs the commands of a source. Undefined for what is none of {@link execSource}. */
export function runsOf(source: ExecSource): ExecRuns | undefined {
  return readerOf.get(source);
}
