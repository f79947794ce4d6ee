import { readSample, readValue, seriesKey } from './page-reader.ts';

/** An exemplar as it stands on a page, or as Prometheus gives it back. */
export interface SeenExemplar {
  /** What its series is known by. */
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix time in seconds. */
  readonly time: number;
}

/** All exemplars of an OpenMetrics page; throws at one without a time. */
export function readExemplars(page: string): SeenExemplar[] {
  return page.split('\n').flatMap((line) => {
    const [sample = '', exemplar] = line.split(' # ', 2);
    if (line.startsWith('#') || exemplar === undefined) return [];
    const { name, labels } = readSample(sample);
    // An exemplar is written as a sample without a name.
    const { labels: ownLabels, value } = readSample(`exemplar${exemplar}`);
    const time = readValue(/\S+ (\S+)$/.exec(exemplar)?.[1] ?? '');
    return [{ series: seriesKey(name, labels), labels: ownLabels, value, time }];
  });
}
