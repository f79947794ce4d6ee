/** What whoever called the generator can mend: shown without a stack. */
export class NewCollectorError extends Error {
  override readonly name = 'NewCollectorError';
}
