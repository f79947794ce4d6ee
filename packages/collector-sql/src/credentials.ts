import { SqlError } from './sql-error.ts';

/** Something secret: the text itself, or a function that is asked for it whenever a connection is opened. */
export type Credential = string | (() => string | Promise<string>);

/** Shorter ones are not looked for: they would take half of the message with them. */
const shortest = 3;

const quote = '["\'`]';
const gap = String.raw`[^\p{L}\p{N}_]`;

/** Reveals credentials where a driver needs them, and takes them out of what the driver says. */
export class Credentials {
  readonly #revealed = new Set<string>();
  readonly #names = new Map<string, RegExp>();
  readonly #type: string;

  /** `type`: the type of the source, which errors begin with. */
  constructor(type: string) {
    this.#type = type;
  }

  /** @throws SqlError if a function fails or gives no text; what it threw is not repeated. */
  async reveal(option: string, credential: Credential): Promise<string> {
    let text: unknown = credential;
    if (typeof credential === 'function') {
      try {
        text = await credential();
      } catch {
        throw new SqlError(`${this.#type}: the function given as ${option} failed.`);
      }
    }
    if (typeof text !== 'string') {
      throw new SqlError(`${this.#type}: the function given as ${option} gave no text.`);
    }
    this.#remember(text);
    return text;
  }

  /**
   * Has a name be taken out, too, but only where it stands by itself: many are words of which others are made. A short one
   * goes only where it is quoted.
   */
  hideName(name: string): void {
    const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    const [before, after] = name.length < shortest ? [quote, quote] : [`${gap}|^`, `${gap}|$`];
    this.#names.set(name, new RegExp(`(?<=${before})${escaped}(?=${after})`, 'gu'));
  }

  /** What to throw in place of an error of a driver. */
  errorOf(error: unknown): SqlError {
    if (error instanceof SqlError) return error;
    const { message, code, hint } = describe(error);
    const said = hint === undefined ? message : `${message} (${hint})`;
    return new SqlError(`${this.#type}: ${this.scrub(said)}`, code);
  }

  /** A text without the secrets that were revealed so far. */
  scrub(text: string): string {
    let scrubbed = text;
    for (const secret of this.#revealed) scrubbed = scrubbed.replaceAll(secret, '<secret>');
    for (const name of this.#names.values()) scrubbed = scrubbed.replace(name, '<secret>');
    return scrubbed;
  }

  #remember(secret: string): void {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    for (const form of forms) if (form.length >= shortest) this.#revealed.add(form);
  }
}

function describe(error: unknown): { message: string; code?: string; hint?: string } {
  if (!(error instanceof Error)) return { message: 'the driver failed' };
  // Of several addresses of one host, all failed.
  const one = error instanceof AggregateError ? ((error.errors[0] as unknown) ?? error) : error;
  const { message, code, hint } = one as Error & { code?: unknown; hint?: unknown };
  return {
    message: message || (typeof code === 'string' ? code : 'the driver failed'),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof hint === 'string' && hint !== '' ? { hint } : {}),
  };
}
