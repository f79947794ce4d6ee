/** String literals and comments, whose words say nothing about types. */
const notCode = /\/\/.*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g;

/** `any` as a type: not the name of a member or a parameter. */
const anyType = /\bany\b(?!\??\s*[:(])/;

/** What a report must not show, by line. A name that is marked `@internal` may go without words. */
const faults: readonly { readonly says: string; readonly of: (line: string) => boolean }[] = [
  {
    says: 'has no documentation',
    of: (line) => /^\s*\/\/ (?:@public )?\(undocumented\)$/.test(line),
  },
  {
    says: 'api-extractor warns',
    of: (line) => /^\s*\/\/ Warning: /.test(line),
  },
  {
    says: 'is of the type any',
    of: (line) => anyType.test(line.replace(notCode, '')),
  },
];

/** What is wrong with the declarations of a report, a line for each: the first line of the name concerned, and why. */
export function reportFaults(declarations: string): string[] {
  const lines = declarations.split('\n');
  return lines.flatMap((line, index) => {
    const fault = faults.find(({ of }) => of(line));
    if (fault === undefined) return [];
    const code = lines.slice(index).find((candidate) => !/^\s*(?:\/\/|$)/.test(candidate));
    const detail = /^\s*\/\/ Warning: (.*)$/.exec(line)?.[1];
    const why = detail === undefined ? fault.says : `${fault.says}: ${detail}`;
    return [`${(code ?? line).trim()}\n    ${why}`];
  });
}
