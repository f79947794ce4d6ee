import { blocksIn, packagesToInstall, type Block } from './markdown-blocks.ts';

interface Example {
  /** `ts` is a program, `js` a fragment of one, `sh` a command. */
  language: 'ts' | 'js' | 'sh';
  code: string;
  /** What it prints, where the page says so: a `text` block that follows at once. */
  output: string | undefined;
}

interface Page {
  /** What the `npm install` lines name: the one of "## Install" first, then what single examples need besides. */
  packages: string[];
  /** The first is that of "## Example"; then every other `ts` and `js` block in the order of the page. */
  examples: [Example, ...Example[]];
}

function section(page: string, heading: string): string {
  const [, ...parts] = page.split(/^## /m);
  const part = parts.find((candidate) => candidate.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`the page has no section "## ${heading}"`);
  return part;
}

/** Reads what a README tells to install, and its examples. */
export function readPage(page: string): Page {
  if (packagesToInstall(section(page, 'Install')).length === 0) {
    throw new Error('"## Install" has no line "npm install ..."');
  }
  const isCode = (language: string): language is 'ts' | 'js' => /^[tj]s$/.test(language);
  const toExample = ({ code }: Block, language: Example['language'], next?: Block): Example => ({
    language,
    code,
    output: next?.follows === true && next.language === 'text' ? next.code : undefined,
  });

  const blocks = blocksIn(page);
  const head = blocksIn(section(page, 'Example'))[0];
  if (head === undefined || !(isCode(head.language) || head.language === 'sh')) {
    throw new Error('"## Example" does not start with a ts, js or sh block');
  }
  const { language } = head;
  const at = blocks.findIndex((block) => block.language === language && block.code === head.code);
  const others = blocks.flatMap((block, index) =>
    index !== at && isCode(block.language)
      ? [toExample(block, block.language, blocks[index + 1])]
      : [],
  );
  return {
    packages: packagesToInstall(page),
    examples: [toExample(head, language, blocks[at + 1]), ...others],
  };
}

/** The packages that a program imports from: not those of Node.js, nor files beside it. */
export function importedPackages(code: string): string[] {
  const specifiers = code.matchAll(/^\s*(?:import|export)\b[^;]*?\bfrom '([^'.][^']*)'/gm);
  const names = [...specifiers]
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
  return [...new Set(names)];
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
