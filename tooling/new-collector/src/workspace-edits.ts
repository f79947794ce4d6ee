import type { CollectorName } from './collector-name.ts';
import { NewCollectorError } from './new-collector-error.ts';

/** Changes the text of a file of the workspace so that it knows the new package. */
export type WorkspaceEdit = (text: string, name: CollectorName) => string;

/** The files that name every collector package, with how each comes to name one more. */
export const workspaceEdits: Readonly<Record<string, WorkspaceEdit>> = {
  'tooling/checks/src/import-table.ts': (text, { folder }) =>
    withLine(text, /^ {2}'(collector-[^']+)': /, folder, `  '${folder}': ['model', 'metrics'],`),

  'tooling/declarations/consumer.ts': (text, { pascal, packageName }) => {
    const entry = `collector${pascal}`;
    const imported = withLine(
      text,
      /^import type \* as \w+ from '(@telltale\/collector-[^']+)';/,
      packageName,
      `import type * as ${entry} from '${packageName}';`,
    );
    return withLine(imported, /^ {2}typeof (collector\w+),/, entry, `  typeof ${entry},`);
  },

  'tooling/declarations/package.json': (text, { packageName }) =>
    withLine(
      text,
      /^ {4}"(@telltale\/collector-[^"]+)": /,
      packageName,
      `    "${packageName}": "workspace:^",`,
    ),
};

/** Adds a line to those that `pattern` finds, which are in the order of what it captures. */
function withLine(text: string, pattern: RegExp, key: string, line: string): string {
  const lines = text.split('\n');
  const found = lines.flatMap((each, index) => {
    const captured = pattern.exec(each)?.[1];
    return captured === undefined ? [] : [{ captured, index }];
  });
  const last = found.at(-1);
  if (last === undefined) {
    throw new NewCollectorError(`no line matches ${String(pattern)}: adapt the generator`);
  }
  const next = found.find(({ captured }) => captured > key);
  return lines.toSpliced(next?.index ?? last.index + 1, 0, line).join('\n');
}
