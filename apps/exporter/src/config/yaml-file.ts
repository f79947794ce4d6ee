import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from 'yaml';
import { InvalidConfigError, type Locate } from './config-problem.ts';

/** A YAML file, as a value, and where in it things stand. */
export interface YamlFile {
  readonly value: unknown;
  readonly locate: Locate;
}

/**
 * Reads YAML 1.2.
 *
 * @param file - its name in errors
 * @param mayBeSecret - whether errors must not quote what is in it. Default: they do
 * @throws INVALID_CONFIG with line and column
 */
export function parseYaml(file: string, text: string, mayBeSecret = false): YamlFile {
  const said = (message: string): string => (mayBeSecret ? unquoted(message) : message);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Those after the first are mostly what it has led to, and hide it.
  const wrong = [...document.errors, ...document.warnings].slice(0, 1);
  if (wrong.length > 0) {
    const positions = wrong.map(({ message, pos: [start] }, index) => ({
      path: [],
      message: said(message),
      index,
      position: positionAt(lines, start),
    }));
    throw new InvalidConfigError(file, positions, (problem) =>
      'position' in problem ? (problem as (typeof positions)[number]).position : undefined,
    );
  }
  let value: unknown;
  try {
    value = document.toJS() as unknown;
  } catch (error) {
    // Aliases that would blow up, or that are not known.
    throw new InvalidConfigError(file, [{ path: [], message: said((error as Error).message) }]);
  }
  return { value: value ?? {}, locate: (problem) => locate(document, lines, problem) };
}

/** The parser quotes at the end of what it says. */
function unquoted(message: string): string {
  return message.replace(/(?:: | %).*$/s, '');
}

/** The place of the longest part of the path that is there. */
function locate(
  document: Document,
  lines: LineCounter,
  { path, atKey = false }: Parameters<Locate>[0],
): ReturnType<Locate> {
  for (let length = path.length; length > 0; length--) {
    const inner = path.slice(0, length);
    const isWhole = length === path.length;
    const start =
      isWhole && !atKey ? startOf(document.getIn(inner, true)) : startOfKey(document, inner);
    const found = start ?? startOfKey(document, inner) ?? startOf(document.getIn(inner, true));
    if (found !== undefined) return positionAt(lines, found);
  }
  return positionAt(lines, startOf(document.contents) ?? 0);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function startOfKey(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(key));
  return startOf(pair?.key);
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
