import { blocksIn, packagesToInstall, type Block } from './markdown-blocks.ts';

/** One thing that a page tells its reader to do, in the order of the page. */
export type Step =
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | {
      readonly do: 'run';
      readonly command: string;
      /** What it prints, as the page shows it; nothing where the page does not. */
      readonly shown: string;
      /** Whether it goes on while the next steps are done. */
      readonly isBackground: boolean;
      /** Whether it ends with an error, which is what the page shows. */
      readonly fails: boolean;
    };

export interface DocsPage {
  readonly steps: readonly Step[];
  /** Fragments of programs, which only have to compile. */
  readonly fragments: readonly string[];
  /** What it tells to install. */
  readonly packages: readonly string[];
}

/** Lines of a `sh` block that are done for the reader before the first step. */
const preparation = /^(?:npm (?:install|init|pkg) .*|mkdir [^;&]*(?: && cd .*)?|cd .*|#.*|)$/;

/**
 * Reads a page of docs. Of its blocks,
 * - one with `file=NAME` is written to that file;
 * - `console` has commands, each after `$ `, and what they print; one that ends in `&` goes on in the background, and
 *   `kill %1` ends it; with the attribute `fails` the last one ends with an error;
 * - `ts` is a program, and a `text` block after it what it prints;
 * - `js` is a fragment of a program;
 * - `sh` installs packages, and nothing else.
 *
 * Others are not looked at.
 */
export function readDocsPage(page: string): DocsPage {
  const steps: Step[] = [];
  const fragments: string[] = [];
  const blocks = blocksIn(page);
  for (const [index, block] of blocks.entries()) {
    const [, file] = /^file=(\S+)/.exec(block.attributes) ?? [];
    if (file !== undefined) steps.push({ do: 'write', file, text: block.code });
    else if (block.language === 'console') steps.push(...commandsIn(block));
    else if (block.language === 'ts') steps.push(...program(index, block, blocks[index + 1]));
    else if (block.language === 'js') fragments.push(block.code);
    else if (block.language === 'sh') refuseOtherThanPreparation(block);
  }
  return { steps, fragments, packages: packagesToInstall(page) };
}

function commandsIn({ code, attributes }: Block): Step[] {
  const [before = '', ...parts] = code.split(/^\$ /m);
  if (before !== '') throw new Error(`a console block begins without a command: ${before}`);
  return parts.map((part, index) => {
    const [, text = '', shown = ''] = /^((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(part) ?? [];
    const isBackground = text.endsWith(' &');
    const command = isBackground ? text.slice(0, -2) : text;
    const fails = attributes === 'fails' && index === parts.length - 1;
    return { do: 'run', command, shown, isBackground, fails };
  });
}

function program(index: number, { code }: Block, next: Block | undefined): Step[] {
  const file = `program-${index}.ts`;
  const shown = next?.follows === true && next.language === 'text' ? next.code : '';
  const run = { command: `node ${file}`, shown, isBackground: false, fails: false };
  return [
    { do: 'write', file, text: code },
    { do: 'run', ...run },
  ];
}

function refuseOtherThanPreparation({ code }: Block): void {
  const other = code.split('\n').find((line) => !preparation.test(line));
  if (other !== undefined) {
    throw new Error(`commands that are run stand in a console block, each after "$ ": ${other}`);
  }
}

/**
 * The page with its ports replaced, wherever their numbers stand, so that it can be tried while others use them.
 *
 * @param portFor - gives the port to use for one of the page
 */
export async function withOtherPorts(
  page: string,
  portFor: (port: string) => number | Promise<number>,
): Promise<string> {
  const found = page.matchAll(/(?:127\.0\.0\.1|localhost):(\d{4,5})\b/g);
  let replaced = page;
  for (const port of new Set([...found].map(([, digits = '']) => digits))) {
    replaced = replaced.replaceAll(new RegExp(`\\b${port}\\b`, 'g'), String(await portFor(port)));
  }
  return replaced;
}
