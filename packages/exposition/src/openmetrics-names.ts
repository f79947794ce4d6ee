import type { MetricFamily, MetricType } from '@telltale/model';
import { firstFree } from './distinct-names.ts';
import { escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { hasWholeCounts } from './whole-counts.ts';

/** What a family is called on an OpenMetrics page. */
export interface OpenMetricsName {
  /** Without the suffix that the type adds to its samples. */
  readonly name: string;
  /**
   * Set where another family has one of the names that this one would take, as a gauge `foo` does beside a counter
   * `foo_total`, and where its counts are not whole: the name to show its samples under, without a type.
   */
  readonly fallback?: string;
}

/** The suffixes whose names belong to a family of the type, used or not, beside its bare name. */
const suffixesOfType: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
};

/**
 * All names that a family keeps for itself: no other family may have one of them.
 *
 * @see OpenMetrics 1.0, "MetricFamily", and the check for clashing names of the reference parser
 */
export function reservedNames(name: string, type: MetricType): readonly string[] {
  return [name, ...(suffixesOfType[type] ?? []).map((suffix) => name + suffix)];
}

/** Who gives way on a clash: the higher, the later it gets a name. All other types have only the one name. */
const plainRank = 1;
const rankOfType: Readonly<Partial<Record<MetricType, number>>> = {
  counter: 2,
  info: 2,
  histogram: 3,
  gaugehistogram: 3,
  summary: 3,
};

/** The suffixes of the samples that a family has where its type is not shown. Others: only its bare name. */
const untypedSuffixes: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  histogram: ['_bucket', '_count', '_sum'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum'],
  info: ['_info'],
};

/**
 * Names all families of a page, as the name of one depends on the others. What has no suffixes keeps its name; of the
 * others, those that clash lose their type, and where that does not help, they are called otherwise.
 */
export function openMetricsNames(
  families: Iterable<MetricFamily>,
  escaping: EscapingScheme,
): ReadonlyMap<MetricFamily, OpenMetricsName> {
  const owners = new Map<string, number>();
  const wishes = Array.from(families, (family) => {
    const { type } = family;
    const escaped = escapeMetricName(family.name, escaping);
    const name = withoutSuffix(escaped, type);
    const reserved = reservedNames(name, type);
    for (const one of reserved) owners.set(one, (owners.get(one) ?? 0) + 1);
    return { family, type, escaped, name, reserved };
  });
  // Those with the fewest names to give away come first.
  const ranked = wishes.map((wish) => {
    const clashes = wish.reserved.some((one) => (owners.get(one) ?? 0) > 1);
    return { ...wish, rank: clashes ? (rankOfType[wish.type] ?? plainRank) : 0 };
  });
  const taken = new Set<string>();
  const named = new Map<MetricFamily, OpenMetricsName>();
  for (const { family, type, escaped, name, rank } of ranked.sort((a, b) => a.rank - b.rank)) {
    const isUncountable = !hasWholeCounts(family);
    const formNamed = (base: string): OpenMetricsName => {
      const losesType = isUncountable || (base === name && rank > plainRank);
      if (!losesType) return { name: base };
      // A counter keeps the name it was given, so that foo and foo_total can stand side by side as in text.
      return { name: base, fallback: type === 'counter' ? escaped : base };
    };
    const free = formNamed(
      firstFree({ name, type }, (base) =>
        namesTaken(formNamed(base), type).every((one) => !taken.has(one)),
      ),
    );
    for (const one of namesTaken(free, type)) taken.add(one);
    named.set(family, free);
  }
  return named;
}

function namesTaken({ name, fallback }: OpenMetricsName, type: MetricType): readonly string[] {
  if (fallback === undefined) return reservedNames(name, type);
  return (untypedSuffixes[type] ?? ['']).map((suffix) => fallback + suffix);
}

function withoutSuffix(name: string, type: MetricType): string {
  const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : undefined;
  if (suffix === undefined || name === suffix || !name.endsWith(suffix)) return name;
  return name.slice(0, -suffix.length);
}
