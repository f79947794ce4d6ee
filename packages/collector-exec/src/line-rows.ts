import type { Cell, Row } from '@telltale/rows';
import type { RE2JS } from 're2js';

/** How lines are read. */
export interface LineSettings {
  readonly pattern: RE2JS;
  readonly unmatched: 'skip' | 'error';
}

/**
 * A row of each line that the pattern matches; its named groups are the columns. A group that took no part is null.
 *
 * @throws Error for a line that does not match, where that is asked for
 */
export function lineRows(text: string, { pattern, unmatched }: LineSettings): Row[] {
  const groups = Object.entries(pattern.namedGroups());
  const rows: Row[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const matcher = pattern.matcher(line);
    if (matcher.find()) {
      const row: Record<string, Cell> = Object.create(null) as Record<string, Cell>;
      for (const [name, group] of groups) row[name] = matcher.group(group);
      rows.push(row);
    } else if (unmatched === 'error') {
      throw new Error(`line ${index + 1} does not match the pattern: ${JSON.stringify(line)}`);
    }
  }
  return rows;
}
