/** What promtool finds on a page and we leave as it is. */
export interface PromtoolException {
  /** The line that promtool prints. */
  readonly finding: string;
  readonly reason: string;
}

/** All of them; one that no page needs any more makes the tests fail. */
export const promtoolExceptions: readonly PromtoolException[] = [
  {
    finding: 'app_total_requests counter metrics should have "_total" suffix',
    reason: 'The example keeps the names of the original that it follows.',
  },
];
