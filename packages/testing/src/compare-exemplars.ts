import type { Exemplar } from '@telltale/model';
import { numberText, sampleText, type Sample } from './sample.ts';

/**
 * Says where a sample does not have the exemplar that is expected. An expected page that names no exemplar says
 * nothing of them, and one without a timestamp says nothing of that.
 *
 * @see OpenMetrics 1.0, "Exemplars"
 */
export function* exemplarDifferences(expected: Sample, got: Sample): Generator<string> {
  const [mine, other] = [expected.exemplar, got.exemplar];
  if (mine === undefined || (other !== undefined && isSame(mine, other))) return;
  const showsTime = mine.timestamp !== undefined;
  const found = other === undefined ? 'none' : exemplarText(other, showsTime);
  yield `${expected.text}: expected the exemplar ${exemplarText(mine, showsTime)}, got ${found}`;
}

function isSame(expected: Exemplar, got: Exemplar): boolean {
  const names = Object.keys(expected.labels);
  return (
    Object.keys(got.labels).length === names.length &&
    names.every((name) => expected.labels[name] === got.labels[name]) &&
    numberText(expected.value) === numberText(got.value) &&
    (expected.timestamp === undefined || expected.timestamp === got.timestamp)
  );
}

/** As a page has it behind the `#`. */
function exemplarText({ labels, value, timestamp }: Exemplar, showsTime: boolean): string {
  const time = showsTime && timestamp !== undefined ? ` ${timestamp}` : '';
  return `${sampleText('', labels) || '{}'} ${numberText(value)}${time}`;
}
