import type { Collector } from '@telltale/model';

/** What is asked for rows, and closed when nobody needs it any more. */
interface Source extends AsyncDisposable {
  query(query: never, context: never): unknown;
}

/**
 * Makes a collector of a source: of one that was given, which stays as it is, or of one of its own, opened with the
 * options that were given, which is closed with the collector. `[Symbol.dispose]()` does not wait until that is done,
 * `[Symbol.asyncDispose]()` does.
 *
 * @throws what `open` and `make` throw; nothing is left open then
 */
export function collectorOfSource<Options extends object, Opened extends Source>(
  given: Options | Opened,
  open: (options: Options) => Opened,
  make: (source: Opened) => Collector,
): Collector & Disposable & AsyncDisposable {
  const isOwn = typeof (given as Partial<Source> | null)?.query !== 'function';
  const source = isOwn ? open(given as Options) : (given as Opened);
  const dispose = async (): Promise<void> => {
    if (isOwn) await source[Symbol.asyncDispose]();
  };
  try {
    return {
      ...make(source),
      [Symbol.dispose]() {
        void dispose();
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    void dispose();
    throw error;
  }
}
