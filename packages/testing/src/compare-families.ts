import type { MetricFamily } from '@telltale/model';
import { exemplarDifferences } from './compare-exemplars.ts';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { failedCollectors } from './failed-collectors.ts';
import { nearNames } from './near-names.ts';
import { registryMetricsIn } from './registry-metrics.ts';
import { numberText, samplesOf, type Sample } from './sample.ts';

/**
 * @param names the families to compare; all of them where it is left out
 * @param gathered names of families that there are besides those of `got`. Default: none.
 * @throws ExpositionMismatch if they differ
 */
export function compareFamilies(
  expected: readonly MetricFamily[],
  got: readonly MetricFamily[],
  names: readonly string[] | undefined,
  gathered: readonly string[] = [],
): void {
  const isCompared = ({ name }: MetricFamily): boolean =>
    names === undefined || names.includes(name) || names.includes(stemOf(name));
  const wanted = expected.filter(isCompared);
  const differences: string[] = [];
  const rest = new Map(got.filter(isCompared).map((family) => [family.name, family]));
  const mentioned = new Set([...(names ?? []), ...wanted.map((family) => family.name)]);
  for (const family of wanted) {
    const other = rest.get(family.name);
    rest.delete(family.name);
    if (other === undefined) differences.push(`${family.name}: the family is missing`);
    else differences.push(...familyDifferences(family, other, mentioned));
  }
  const ownMetrics = registryMetricsIn(got);
  for (const family of rest.values()) {
    const isIgnored = ownMetrics.has(family.name) || isCreated(family.name, got);
    if ((isIgnored && !mentioned.has(family.name)) || isEmpty(family)) continue;
    differences.push(`${family.name}: the family is not expected`);
  }
  differences.push(...unknownNames(names ?? [], [...expected, ...got], gathered));
  if (differences.length > 0)
    throw new ExpositionMismatch([...differences, ...failedCollectors(got)]);
}

/** Which names no family has: of what is misspelt nothing would be compared. */
function unknownNames(
  names: readonly string[],
  families: readonly MetricFamily[],
  gathered: readonly string[],
): readonly string[] {
  const known = new Set([
    ...gathered,
    ...families.flatMap(({ name }) => [name, stemOf(name)]),
    ...families.flatMap(samplesOf).flatMap(({ name, isStart }) => (isStart ? name : [])),
  ]);
  const all = [...gathered, ...families.map(({ name }) => name)];
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearNames(name, all);
      const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
      return `${name}: there is no family of that name, nor is one expected${hint}`;
    });
}

function* familyDifferences(
  expected: MetricFamily,
  got: MetricFamily,
  mentioned: ReadonlySet<string>,
): Generator<string> {
  const { name } = expected;
  if (expected.type !== got.type) {
    yield `${name}: expected the type ${expected.type}, got ${got.type}`;
  }
  for (const part of ['help', 'unit'] as const) {
    const [mine = '', other = ''] = [expected[part], got[part]];
    // An expected text may leave them out.
    if (mine !== '' && mine !== other) {
      yield `${name}: expected the ${part} ${JSON.stringify(mine)}, got ${other === '' ? 'none' : JSON.stringify(other)}`;
    }
  }
  const wanted = samplesOf(expected);
  const rest = byKey(samplesOf(got));
  for (const sample of wanted) {
    const other = rest.get(sample.key)?.shift();
    if (other === undefined) yield `${sample.text} ${numberText(sample.value)} is missing`;
    else yield* sampleDifferences(sample, other);
  }
  const starts = new Set(wanted.map((sample) => sample.name));
  for (const sample of [...rest.values()].flat()) {
    const isStart = sample.name.endsWith('_created') && sample.name !== got.name;
    if (isStart && !starts.has(sample.name) && !mentioned.has(sample.name)) continue;
    yield `${sample.text} ${numberText(sample.value)} is not expected`;
  }
}

function* sampleDifferences(expected: Sample, got: Sample): Generator<string> {
  const [value, other] = [numberText(expected.value), numberText(got.value)];
  if (value !== other) yield `${expected.text}: expected ${value}, got ${other}`;
  if (expected.timestamp !== undefined && expected.timestamp !== got.timestamp) {
    yield `${expected.text}: expected the timestamp ${expected.timestamp}, got ${got.timestamp ?? 'none'}`;
  }
  yield* exemplarDifferences(expected, got);
}

function byKey(samples: readonly Sample[]): Map<string, Sample[]> {
  const map = new Map<string, Sample[]>();
  for (const sample of samples) {
    const same = map.get(sample.key);
    if (same === undefined) map.set(sample.key, [sample]);
    else same.push(sample);
  }
  return map;
}

/** The name that a family of the text formats had where it was gathered: they have no info and no gauge histogram. */
function stemOf(name: string): string {
  return name.replace(/_(info|gsum|gcount)$/, '');
}

/** Whether it only says since when another family counts. */
function isCreated(name: string, families: readonly MetricFamily[]): boolean {
  if (!name.endsWith('_created')) return false;
  const stem = name.slice(0, -'_created'.length);
  return families.some((family) => family.name === stem || family.name === `${stem}_total`);
}

function isEmpty(family: MetricFamily): boolean {
  const [first] = family.series;
  return first === undefined;
}
