import { caseNamed } from './cases/all.ts';
import { telltaleName } from './contenders/all.ts';
import { baseVariant, type Line } from './growth.ts';
import { logLogChart, type Panel } from './log-log-chart.ts';
import { quantity } from './quantity.ts';
import { isSpread } from './rounds.ts';
import { markdownTable } from './table.ts';

/** Titles without the sizes that the accepted ratios are about. */
const titles: Readonly<Record<string, string>> = {
  'page-all-changed': 'Text page of counters, every value changed',
  'page-5-percent-changed': 'Text page of counters, 5% changed',
  'page-histograms': 'Text page of histograms, a tenth as many, every one observed',
  'page-first': 'First text page of counters, series made besides',
  'page-openmetrics': 'OpenMetrics page of counters, every value changed',
  'page-protobuf': 'Protobuf page of counters, every value changed',
};

function titleOf(caseId: string): string {
  return titles[caseId] ?? caseNamed(caseId).title;
}

function caseIdsOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.map(({ caseId }) => caseId))];
}

/** A table for each page: a row for each contender and variant, a column for each size. */
export function growthTables(lines: readonly Line[], sizes: readonly number[]): string {
  const head = ['series', 'contender', ...sizes.map((size) => size.toLocaleString('en-US'))];
  return caseIdsOf(lines)
    .map((caseId) => {
      const rows = lines
        .filter((line) => line.caseId === caseId)
        .map(({ variant, contender, points }) => [
          variant,
          contender,
          ...sizes.map((size) => {
            const figure = points.find(({ series }) => series === size)?.figure;
            if (isSpread(figure)) return quantity(figure.median, 'ns');
            return typeof figure === 'object' ? 'failed' : '–';
          }),
        ]);
      return `### ${titleOf(caseId)}\n\n${markdownTable(head, rows)}`;
    })
    .join('\n');
}

/** The contenders beside each other for each page, and the variants of the first one with Telltale. */
export function growthPicture(lines: readonly Line[]): string {
  const panel = (title: string, drawn: readonly Line[], nameOf: (line: Line) => string): Panel => ({
    title,
    lines: drawn.map((line) => ({
      name: nameOf(line),
      points: line.points.flatMap(({ series, figure }) =>
        isSpread(figure) ? [[series, figure.median] as const] : [],
      ),
    })),
  });
  const compared = caseIdsOf(lines).map((caseId) => {
    const drawn = lines.filter((line) => line.caseId === caseId && line.variant === baseVariant);
    return panel(titleOf(caseId), drawn, ({ contender }) => contender);
  });
  const [first] = caseIdsOf(lines);
  const own = lines.filter((line) => line.caseId === first && line.contender === telltaleName);
  const varied = panel(
    `Telltale: ${first === undefined ? '' : titleOf(first)}`,
    own,
    ({ variant }) => variant,
  );
  return logLogChart([...compared, varied], {
    title: 'How long a page takes, by number of series',
    labelX: (value) => value.toLocaleString('en-US'),
    labelY: (value) => quantity(value, 'ns').replace(/\.0+ /, ' '),
  });
}
