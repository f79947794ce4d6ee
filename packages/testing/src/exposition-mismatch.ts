const mostShown = 50;

/** Metrics are not what a test expects. The message lists where they differ. */
export class ExpositionMismatch extends Error {
  /** One line for each difference, also those that the message has no room for. */
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    const places = differences.length === 1 ? 'one place' : `${differences.length} places`;
    const shown = differences.slice(0, mostShown).map((difference) => `  ${difference}`);
    const left = differences.length - shown.length;
    if (left > 0) shown.push(`  … and ${left} more`);
    super(`The metrics differ from what is expected in ${places}:\n${shown.join('\n')}`);
    this.name = 'ExpositionMismatch';
    this.differences = differences;
  }
}
