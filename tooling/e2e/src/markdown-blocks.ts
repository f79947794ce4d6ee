/** A fenced block of a page of markdown. */
export interface Block {
  readonly language: string;
  /** What stands after the language, such as `file=main.ts`. */
  readonly attributes: string;
  readonly code: string;
  /** Whether there is nothing but blank lines between it and the block before. */
  readonly follows: boolean;
}

/** The fenced blocks of a page. Those in lists are indented as the list is. */
export function blocksIn(text: string): Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of text.matchAll(/^( *)```(\w+)([^\n`]*)\n([\s\S]*?)^\1```$/gm)) {
    const [whole, indent = '', language = '', attributes = '', code = ''] = match;
    const follows = blocks.length > 0 && text.slice(end, match.index).trim() === '';
    blocks.push({
      language,
      attributes: attributes.trim(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      follows,
    });
    end = match.index + whole.length;
  }
  return blocks;
}

/** What the `npm install` lines of a page name, each once. */
export function packagesToInstall(text: string): string[] {
  const lines = [...text.matchAll(/^\s*npm install (.+)$/gm)].map(([, names = '']) => names);
  const words = lines.flatMap((line) => line.split(/\s+/));
  return [...new Set(words.filter((word) => word !== '' && !word.startsWith('-')))];
}
