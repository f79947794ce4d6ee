import type { PageTotals } from '../contender.ts';
import { labelSets } from '../label-sets.ts';
import { timeMade } from '../measure.ts';
import { expectTotals } from '../page-totals.ts';
import { randomNumbers } from '../random.ts';
import type { Settings } from '../settings.ts';
import type { Case } from './case.ts';
import { buckets } from './observed-values.ts';

const seriesPerFamily = 100;
const histogramsInTurn = 8;

interface WrittenPage extends PageTotals {
  readonly text: string;
}

/**
 * A page of text as applications have them: counters, gauges and histograms in turn. The histograms have no labels,
 * because the lax parser keeps only the last series of those that have: it would do less than the other.
 */
function writtenPage(settings: Settings): WrittenPage {
  const sets = labelSets(seriesPerFamily, settings);
  const random = randomNumbers(4);
  const families: string[] = [];
  let bytes = 0;
  let samples = 0;
  let sum = 0;
  const sample = (name: string, labels: string, value: number): string => {
    samples++;
    sum += value;
    return `${name}${labels} ${value}\n`;
  };
  const labelsOf = (index: number): string => {
    const pairs = Object.entries(sets.at(index));
    return `{${pairs.map(([name, value]) => `${name}="${value}"`).join(',')}}`;
  };
  const head = (name: string, type: string): string =>
    `# HELP ${name} What the application does, for how long and how often.\n# TYPE ${name} ${type}\n`;

  const family = {
    counter(name: string): string {
      let text = head(name, 'counter');
      for (let index = 0; index < seriesPerFamily; index++) {
        text += sample(name, labelsOf(index), Math.floor(random() * 1e6));
      }
      return text;
    },
    gauge(name: string): string {
      let text = head(name, 'gauge');
      for (let index = 0; index < seriesPerFamily; index++) {
        text += sample(name, labelsOf(index), random() * 1_000);
      }
      return text;
    },
    histograms(name: string): string {
      let text = '';
      for (let index = 0; index < histogramsInTurn; index++) {
        const family = `${name}_${index}`;
        text += head(family, 'histogram');
        let count = 0;
        for (const bound of [...buckets, '+Inf']) {
          count += Math.floor(random() * 100);
          text += sample(`${family}_bucket`, `{le="${bound}"}`, count);
        }
        text += sample(`${family}_sum`, '', random() * 1_000);
        text += sample(`${family}_count`, '', count);
      }
      return text;
    },
  };
  for (let n = 0; bytes < settings.parseBytes; n++) {
    for (const [type, write] of Object.entries(family)) {
      const text = write(`bench_${type}_${n}`);
      families.push(text);
      bytes += text.length;
    }
  }
  // By way of bytes, so that the string is flat, as one that came from the network is.
  return { text: Buffer.from(families.join('')).toString(), samples, sum };
}

export const parsing: Case = {
  id: 'parse',
  title: 'parse of a text page of 10 MB',
  unit: 'ns',
  against: 'javascript',
  acceptedRatio: 2,
  async run({ parse }, settings) {
    if (parse === undefined) return undefined;
    const written = writtenPage(settings);
    const { ns, last } = await timeMade(
      () => parse(written.text),
      () => undefined,
      settings.page,
    );
    expectTotals(last(), written);
    return ns;
  },
};
