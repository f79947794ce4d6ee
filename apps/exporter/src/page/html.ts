/** Text that is HTML already; everything else is escaped where it is put into a page. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text and numbers, which are escaped, HTML, and lists of these. */
export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[];

/** A piece of a page. Whatever is put in is shown as it is, in text as in attributes with quotes. */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const texts = fixed.map((text, index) => text + textOf(parts[index]));
  return new Html(texts.join(''));
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(textOf).join('');
  return escaped(String(part));
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
