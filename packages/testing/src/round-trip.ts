import { encode, negotiate, parse, type Format, type FormatName } from '@telltale/exposition';
import type { MetricFamily } from '@telltale/model';
import { isLeftOut } from './left-out-samples.ts';
import { numberText, sampleKey, samplesOf, type Sample } from './sample.ts';

/** Something that a scraper reads otherwise than it was gathered. */
export interface RoundTripProblem {
  /** The name of the family; absent where no single one is to blame. */
  readonly metric: string | undefined;
  readonly message: string;
}

/** The formats that can be read back, each so that names stay as they are. */
const accepted = {
  text: 'text/plain; version=1.0.0; escaping=allow-utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; escaping=allow-utf-8',
  protobuf:
    'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=allow-utf-8',
} satisfies Partial<Record<FormatName, string>>;

/**
 * Encodes families in each format, reads the pages back, and says which samples are not on them as they were gathered:
 * by another name, because two families have the same; or not at all, because a label is what the format needs itself.
 * What a format has to leave out is no problem.
 */
export function roundTripProblems(families: readonly MetricFamily[]): readonly RoundTripProblem[] {
  return Object.values(accepted).flatMap((accept) => problemsIn(families, accept));
}

function problemsIn(families: readonly MetricFamily[], accept: string): RoundTripProblem[] {
  const format = negotiate(accept);
  let read: readonly MetricFamily[];
  try {
    read = parse(encode(families, format), format);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const metric = families.find((family) => !isReadable(family, format))?.name;
    return [{ metric, message: `the page in ${format.name} cannot be read back: ${reason}` }];
  }
  const rest = new Map<string, Sample[]>();
  for (const sample of read.flatMap(linesOf)) {
    const same = rest.get(sample.key);
    if (same === undefined) rest.set(sample.key, [sample]);
    else same.push(sample);
  }
  return families.flatMap((family) => {
    const [first, ...others] = linesOf(family).flatMap((sample) => {
      const key = rest.has(sample.key) ? sample.key : totalKey(family, sample);
      const other = rest.get(key)?.shift();
      if (other === undefined && isLeftOut(family, sample, format.name)) return [];
      return difference(sample, other) ?? [];
    });
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : `, and ${others.length} more like this`;
    return [{ metric: family.name, message: `the page in ${format.name} ${first}${more}` }];
  });
}

/** OpenMetrics ends the samples of every counter in `_total`, whatever the counter is called. */
function totalKey({ type }: MetricFamily, { name, labels, key }: Sample): string {
  return type === 'counter' ? sampleKey(`${name}_total`, labels) : key;
}

function difference(sample: Sample, read: Sample | undefined): string | undefined {
  if (read === undefined) return `does not have the sample ${sample.text}`;
  if (Object.is(read.value, sample.value) || read.value === sample.value) return undefined;
  return `has ${numberText(read.value)} for ${sample.text}, which is ${numberText(sample.value)}`;
}

/** The samples that each format has: start timestamps are no samples of their own. */
function linesOf(family: MetricFamily): Sample[] {
  return samplesOf(family).filter((sample) => !sample.isStart);
}

function isReadable(family: MetricFamily, format: Format): boolean {
  try {
    parse(encode([family], format), format);
    return true;
  } catch {
    return false;
  }
}
