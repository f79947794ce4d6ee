/** What of a page of markdown links are about. */
export interface MarkdownPage {
  /** What may follow `#` in a link to it. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  /** Names of links that are defined nowhere in it. */
  readonly undefinedNames: readonly Link[];
}

interface Link {
  /** As it is written. */
  readonly target: string;
  /** Of the page, from 1. */
  readonly line: number;
}

const fence = /^\s*(`{3,}|~{3,})/;
const heading = /^#{1,6}\s+(.+?)\s*#*$/;
const inlineCode = /(`+)(?!`).*?[^`]\1(?!`)/g;
/** `[text](target)`, `![text](target "title")`, and `[name]: target`. */
const link = /\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[([^\]]+)\]:\s+<?(\S+?)>?(?:\s|$)/g;
/** `[text][name]`. */
const reference = /\]\[([^\]]+)\]/g;
const attribute = /<[a-z]+\s[^>]*?\b(id|name|href|src)="([^"]*)"/g;

/** Reads headings and links as GitHub does. */
export function readMarkdown(text: string): MarkdownPage {
  const anchors = new Set<string>();
  const links: Link[] = [];
  const names: Link[] = [];
  const defined = new Set<string>();
  for (const [index, line] of linesOutsideOfCode(text)) {
    const [, title] = heading.exec(line) ?? [];
    if (title !== undefined) anchors.add(unusedAnchor(anchors, title));
    const words = line.replaceAll(inlineCode, '');
    for (const [, inline, name, definition] of words.matchAll(link)) {
      if (name !== undefined) defined.add(name.toLowerCase());
      links.push({ target: inline ?? definition ?? '', line: index + 1 });
    }
    for (const [, name = ''] of words.matchAll(reference)) {
      names.push({ target: name, line: index + 1 });
    }
    for (const [, name = '', value = ''] of line.matchAll(attribute)) {
      if (name === 'id' || name === 'name') anchors.add(value);
      else links.push({ target: value, line: index + 1 });
    }
  }
  const undefinedNames = names.filter(({ target }) => !defined.has(target.toLowerCase()));
  return { anchors, links, undefinedNames };
}

function* linesOutsideOfCode(text: string): Generator<[index: number, line: string]> {
  let open: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, marks] = fence.exec(line) ?? [];
    if (open === undefined && marks === undefined) yield [index, line];
    else if (open === undefined) open = marks;
    else if (marks?.startsWith(open) === true) open = undefined;
  }
}

function unusedAnchor(anchors: ReadonlySet<string>, title: string): string {
  const anchor = anchorOf(title);
  if (!anchors.has(anchor)) return anchor;
  let number = 1;
  while (anchors.has(`${anchor}-${number}`)) number++;
  return `${anchor}-${number}`;
}

function anchorOf(title: string): string {
  return title
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
