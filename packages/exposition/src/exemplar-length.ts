const maxCodePoints = 128;

/**
 * Whether the names and values of an exemplar's labels are together more than a page may have.
 *
 * @see OpenMetrics 1.0, "Exemplars"
 */
export function isTooLongForExemplar(namesAndValues: readonly string[]): boolean {
  const text = namesAndValues.join('');
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0;
  return text.length - pairs > maxCodePoints;
}
