interface Example {
  /** What the `npm install` line names. */
  packages: string[];
  /** `ts` and `js` are modules to run, `sh` is a command. */
  language: 'ts' | 'js' | 'sh';
  code: string;
  /** What it prints, where the page says so. */
  output: string | undefined;
}

function section(page: string, heading: string): string {
  const [, ...parts] = page.split(/^## /m);
  const part = parts.find((candidate) => candidate.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`the page has no section "## ${heading}"`);
  return part;
}

const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** Reads what to install and the first runnable example from a package's README. */
export function readExample(page: string): Example {
  const line = /^npm install (.+)$/m.exec(section(page, 'Install'))?.[1];
  if (line === undefined) throw new Error('"## Install" has no line "npm install ..."');

  const [code, output] = section(page, 'Example').matchAll(fence);
  const language = code?.[1];
  if (code?.[2] === undefined || (language !== 'ts' && language !== 'js' && language !== 'sh')) {
    throw new Error('"## Example" does not start with a ts, js or sh block');
  }
  return {
    packages: line.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-')),
    language,
    code: code[2],
    output: output?.[1] === 'text' ? output[2] : undefined,
  };
}

function linePattern(line: string): RegExp {
  const literal = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${line.split('…').map(literal).join('.*')}$`);
}

/**
 * Whether a program printed what a page shows, line by line. `…` in a line stands for any
 * characters, a line `...` for any number of lines.
 */
export function printedAsShown(shown: string, printed: string): boolean {
  const wanted = shown.trimEnd().split('\n');
  const lines = printed.trimEnd().split('\n');
  /** The lengths of `printed` that what was looked at of `shown` can stand for. */
  let ends = new Set([0]);
  for (const line of wanted) {
    const next = new Set<number>();
    for (const end of ends) {
      if (line === '...') for (let to = end; to <= lines.length; to++) next.add(to);
      else if (end < lines.length && linePattern(line).test(lines[end] ?? '')) next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(lines.length);
}
