import type { Page, PageFormat, PageTotals } from './contender.ts';

/**
 * What is on a page, of the samples whose names begin with `prefix`. Reads text and OpenMetrics line by line, so that
 * each contender is judged by what it wrote; protobuf is read by the parser of Telltale, which other tests compare
 * with the reference. Joins a page in parts, outside of the measured time.
 */
export async function pageTotals(
  page: Page,
  format: PageFormat,
  prefix: string,
): Promise<PageTotals> {
  const bytes = Buffer.concat(partsOf(page));
  if (format === 'protobuf') return protobufTotals(bytes, prefix);
  let samples = 0;
  let sum = 0;
  for (const line of bytes.toString().split('\n')) {
    if (!line.startsWith(prefix)) continue;
    samples++;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return { samples, sum };
}

/** A page that was made at once is one part. */
export function partsOf(page: Page): readonly Uint8Array[] {
  return page instanceof Uint8Array ? [page] : page;
}

/** Loaded where it is needed, so that nothing of one contender runs in the process of another. */
async function protobufTotals(page: Uint8Array, prefix: string): Promise<PageTotals> {
  const { parse, negotiate } = await import('@telltale/exposition');
  const { contentType } = negotiate(
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  );
  let samples = 0;
  let sum = 0;
  for (const family of parse(page, { contentType })) {
    if (!family.name.startsWith(prefix)) continue;
    for (const { value } of family.series) {
      if (typeof value !== 'number') throw new TypeError(`${family.name}: only counters are read`);
      samples++;
      sum += value;
    }
  }
  return { samples, sum };
}

/** A contender that did not do what it was given to do. */
export class WrongPage extends Error {
  override name = 'WrongPage';
}

/** @throws WrongPage if the page has not all that was recorded, up to the rounding of sums */
export function expectTotals(found: PageTotals, expected: PageTotals): void {
  const rounding = Math.abs(expected.sum) * 1e-9;
  if (found.samples === expected.samples && Math.abs(found.sum - expected.sum) <= rounding) return;
  throw new WrongPage(
    `expected ${expected.samples} samples with a sum of ${expected.sum}, got ${found.samples} with ${found.sum}`,
  );
}
