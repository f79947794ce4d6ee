// A small reader of text 0.0.4 and OpenMetrics 1.0, apart from whatever the packages have: what
// Prometheus and others made of a page is compared with what this one sees on it.

export type PageFormat = 'text' | 'openmetrics';

export interface PageFamily {
  readonly name: string;
  /** Empty where the page does not say. */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
  readonly samples: readonly PageSample[];
}

export interface PageSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const commentLine = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][\w:]*) (.*)$/;
const sampleLine =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>(?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (?<value>\S+)(?: [-+.\de]+)?(?: # \{.*)?$/;
const oneLabel = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** The families in their order; throws at whatever is not as the format has it. */
export function readPage(page: string, format: PageFormat): PageFamily[] {
  const lines = page.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end in LF');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no # EOF at the end');
  const families: (PageFamily & { samples: PageSample[] })[] = [];
  for (const line of lines) {
    const [, keyword, name = '', rest = ''] = commentLine.exec(line) ?? [];
    let family = families.at(-1);
    if (keyword === undefined) {
      const sample = readSample(line);
      if (family === undefined || !sample.name.startsWith(family.name)) {
        throw new Error(`a sample apart from its family: ${line}`);
      }
      family.samples.push(sample);
      continue;
    }
    if (family?.name !== name) {
      if (families.some((other) => other.name === name)) throw new Error(`in two places: ${line}`);
      family = { name, type: '', help: '', unit: '', samples: [] };
      families.push(family);
    }
    const text = keyword === 'HELP' ? unescapeHelp(rest, format) : rest;
    families[families.length - 1] = { ...family, [keyword.toLowerCase()]: text };
  }
  refuseDuplicates(families);
  return families;
}

/** All samples of a page. */
export function samplesOf(families: readonly PageFamily[]): PageSample[] {
  return families.flatMap((family) => family.samples);
}

/** What a series is known by, whatever the order of its labels. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}

/** A value as the formats and Prometheus write it. */
export function readValue(text: string): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) {
    throw new Error(`not a number: ${JSON.stringify(text)}`);
  }
  return value;
}

/** One line of a page that is no comment; throws where it is none of a sample. */
export function readSample(line: string): PageSample {
  const { name, labels = '', value = '' } = sampleLine.exec(line)?.groups ?? {};
  if (name === undefined) throw new Error(`neither a sample nor a comment: ${line}`);
  const pairs = Array.from(
    labels.matchAll(oneLabel),
    ([, label = '', text = '']): [string, string] => [
      label,
      text.replace(/\\([\\n"])/g, unescaped),
    ],
  );
  return { name, labels: Object.fromEntries(pairs), value: readValue(value) };
}

/** Text 0.0.4 escapes no quotes in help, OpenMetrics does. */
function unescapeHelp(help: string, format: PageFormat): string {
  const escapes = format === 'text' ? /\\([\\n])/g : /\\([\\n"])/g;
  return help.replace(escapes, unescaped);
}

function unescaped(_: string, character: string): string {
  return character === 'n' ? '\n' : character;
}

function refuseDuplicates(families: readonly PageFamily[]): void {
  const seen = new Set<string>();
  for (const { name, labels } of samplesOf(families)) {
    const key = seriesKey(name, labels);
    if (seen.has(key)) throw new Error(`twice on the page: ${key}`);
    seen.add(key);
  }
}
