/**
 * Takes what a source had to leave out: a line, a file or a device that is not what it should be. It costs only the
 * metrics that are made of it.
 */
export type LeaveOut = (problem: unknown) => void;

/** What `read` gives, or `undefined` where it throws, and that is told. */
export function orLeftOut<T>(leaveOut: LeaveOut, read: () => T): T | undefined {
  try {
    return read();
  } catch (problem) {
    leaveOut(problem);
    return undefined;
  }
}

/** The same for what may go at any moment, as devices and processes do: that it has gone is not told. */
export function unlessGone<T>(leaveOut: LeaveOut, read: () => T): T | undefined {
  return orLeftOut((problem) => {
    if (!isGone(problem)) leaveOut(problem);
  }, read);
}

/** How the system says that what was listed a moment ago is not there any more. */
const codesOfGone: readonly (string | undefined)[] = ['ENOENT', 'ENODEV', 'ENXIO', 'ESRCH'];

export function isGone(error: unknown): boolean {
  return codesOfGone.includes((error as NodeJS.ErrnoException | undefined)?.code);
}
