import { quantity, shortNumber } from './quantity.ts';
import { isSpread, type Figure } from './rounds.ts';
import { ratioOf, type Row } from './row.ts';

/** A table in Markdown, its columns padded so that it can be read as it is. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]) {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [first, ...others] = all.map(line);
  return [first, line(widths.map((width) => '-'.repeat(width))), ...others, ''].join('\n');
}

function cellOf(figure: Figure | undefined, unit: Row['unit']): string {
  if (!isSpread(figure)) return typeof figure === 'object' ? 'failed' : '–';
  const range = `${quantity(figure.min, unit)} to ${quantity(figure.max, unit)}`;
  const whole = quantity(figure.median, unit);
  return figure.min === figure.max ? whole : `${whole} (${range})`;
}

/** Every row with the figures of all contenders, the ratio and the accepted one. */
export function comparisonTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const head = ['case', 'ratio', 'accepted', '', 'best peer', ...names];
  return markdownTable(
    head,
    rows.map((row) => {
      const found = ratioOf(row);
      return [
        row.title,
        found === undefined ? '–' : shortNumber(found.ratio),
        String(row.acceptedRatio),
        verdict(row),
        found?.peer ?? '–',
        ...names.map((name) => cellOf(row.figures[name], row.unit)),
      ];
    }),
  );
}

function verdict(row: Row): string {
  const found = ratioOf(row);
  if (found === undefined) return 'not compared';
  return found.ratio < row.acceptedRatio ? 'BELOW' : 'reached';
}

/** Says in words which rows are below what is accepted, which could not be compared, and what failed. */
export function remarks(rows: readonly Row[]): string[] {
  const lines: string[] = [];
  for (const row of rows) {
    const found = ratioOf(row);
    if (found === undefined) lines.push(`Not compared: ${row.title}.`);
    else if (found.ratio < row.acceptedRatio) {
      lines.push(
        `Below the accepted ratio: ${row.title}: ${shortNumber(found.ratio)} instead of ${row.acceptedRatio} (against ${found.peer}).`,
      );
    }
    for (const [name, figure] of Object.entries(row.figures)) {
      if (typeof figure === 'object' && 'failed' in figure) {
        lines.push(`Failed: ${row.title}, ${name}: ${figure.failed}`);
      }
    }
  }
  return lines.length === 0 ? ['Every row reaches the accepted ratio.'] : lines;
}
