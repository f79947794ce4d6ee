import type { Metric } from '@telltale/model';

/** What tells a metric apart from others but for its name. */
export type MetricHead = Pick<Metric, 'name' | 'help' | 'type' | 'labelNames' | 'unit'>;

/**
 * Says which metrics went while others came that seem to be the same under a new name: a name that holds a value, as
 * `queue_mail_length` and `queue_print_length`, makes a metric where a label would make a series.
 */
export function renamedFamilies(
  before: readonly MetricHead[],
  after: readonly MetricHead[],
): readonly { readonly metric: string; readonly message: string }[] {
  const gone = before.filter((head) => after.every(({ name }) => name !== head.name));
  const come = after.filter((head) => before.every(({ name }) => name !== head.name));
  return come.flatMap((head) => {
    const other = gone.find((old) => isSame(old, head));
    if (other === undefined) return [];
    const message = `${head.name} seems to be ${other.name} of the last gathering under another name; give a metric one name, and labels for what changes`;
    return [{ metric: head.name, message }];
  });
}

function isSame(one: MetricHead, other: MetricHead): boolean {
  const [words, otherWords] = [wordsOf(one.name), wordsOf(other.name)];
  return (
    one.type === other.type &&
    one.unit === other.unit &&
    one.labelNames.join() === other.labelNames.join() &&
    words.some((word) => otherWords.includes(word)) &&
    restOfHelp(one.help, words) === restOfHelp(other.help, otherWords)
  );
}

/** A help text without the words of the name, which may change with it. */
function restOfHelp(help: string, words: readonly string[]): string {
  return wordsOf(help)
    .filter((word) => !words.includes(word))
    .join(' ');
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
