import { collectorChecks, type CollectorChecksOptions } from './collector-checks.ts';

/** What a collector is checked with, and what it is called. */
export interface CollectorSuiteOptions extends CollectorChecksOptions {
  /** What the tests are listed under, such as the name of the factory. */
  readonly name: string;
  /** Checks that do not apply, by their name, each with the reason. Default: none. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}

/** The functions of a test runner: those of vitest, of `node:test`, or others that are called alike. */
export interface TestRunner {
  /** Groups tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Makes a test, `it.skip` one that is not run. */
  readonly it: {
    (name: string, run: () => Promise<void>): unknown;
    readonly skip: (name: string, run: () => Promise<void>) => unknown;
  };
}

/**
 * Describes what every collector has to do right, whatever it collects: a test for each check. With vitest, import it
 * from `@telltale/testing/vitest` and leave the second argument out.
 */
export function collectorSuite(options: CollectorSuiteOptions, runner: TestRunner): void {
  const { describe, it } = runner;
  const skip = options.skip ?? {};
  describe(`${options.name}, as every collector`, () => {
    for (const { name, run } of collectorChecks(options)) {
      const reason = skip[name];
      if (reason === undefined) it(name, run);
      else it.skip(`${name} (${reason})`, run);
    }
  });
}
