/** Shorter ones would be found in words that have nothing to do with them. */
const minLength = 4;

/** Hides secrets in text that others have written, such as the errors of database drivers. */
export class SecretMask {
  /** Longest first, so that of one that is a part of another nothing is left. */
  #texts: string[] = [];

  constructor(values: Iterable<string> = []) {
    this.add(values);
  }

  add(values: Iterable<string>): void {
    const texts = new Set(this.#texts);
    for (const value of values) {
      for (const form of formsOf(value)) {
        if (form.length >= minLength) texts.add(form);
      }
    }
    this.#texts = [...texts].sort((one, other) => other.length - one.length);
  }

  /** The text with `<secret>` in place of each. */
  readonly mask = (text: string): string =>
    this.#texts.reduce((masked, secret) => masked.replaceAll(secret, '<secret>'), text);

  /** The same in every text of a value. */
  maskAll(value: unknown): unknown {
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.maskAll(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.mask(key), this.maskAll(item)]),
    );
  }
}

/** As others write a secret: in a URL, in JSON and, where it is a URL, as that or a part of it. */
function formsOf(value: string): string[] {
  const forms = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const url = URL.parse(value);
  if (url === null || url.host === '') return forms;
  const { protocol, host, hostname, pathname, username, password } = url;
  forms.push(url.href, password, decoded(password));
  // By itself, a name such as "postgres" is a word of many others.
  const user = decoded(username);
  if (user !== '') forms.push(`"${user}"`, `'${user}'`, `${username}@${hostname}`);
  if (protocol !== 'http:' && protocol !== 'https:') return forms;
  // Messages say where a request went without its query; and queries begin at the folder.
  for (const path of [pathname, pathname.slice(0, pathname.lastIndexOf('/'))]) {
    if (path.length > 1) forms.push(`${protocol}//${host}${path}`);
  }
  return forms;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
