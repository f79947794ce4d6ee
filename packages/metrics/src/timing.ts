/** Starts a clock; the function returned stops it, hands the seconds to `record` and returns them. */
export function startTiming(record: (seconds: number) => void): () => number {
  const start = performance.now();
  return () => {
    const seconds = (performance.now() - start) / 1000;
    record(seconds);
    return seconds;
  };
}

/** Runs `fn` and hands the seconds it took to `record`: when it returns or throws, or its promise settles. */
export function timeCall<Result>(record: (seconds: number) => void, fn: () => Result): Result {
  const stop = startTiming(record);
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    stop();
    throw error;
  }
  if (!isPromiseLike(result)) {
    stop();
    return result;
  }
  return result.then(
    (value) => {
      stop();
      return value;
    },
    (error: unknown) => {
      stop();
      throw error;
    },
  ) as Result;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  );
}
