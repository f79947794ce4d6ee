/**
 * The lines of samples on a page, without their exemplars. Reads no more than is needed to compare lines, so that the
 * rules judge each client by what it wrote, not by what a parser made of it.
 */
export function samples(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' # ', 1)[0] as string);
}

/** The value of one series as it is written, labels included in its name; undefined where it is not there. */
export function valueOf(page: string, series: string): string | undefined {
  return samples(page)
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1);
}

/** The cumulative counts of a histogram without labels, in the order of the page: `le` and count. */
export function bucketsOf(page: string, name: string): string[][] {
  const bucket = new RegExp(`^${name}_bucket\\{le="([^"]*)",?\\} (.*)$`);
  return samples(page).flatMap((line) => {
    const [, bound, count] = bucket.exec(line) ?? [];
    return bound === undefined || count === undefined ? [] : [[bound, count]];
  });
}
