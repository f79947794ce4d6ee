import { ConfigError } from '@telltale/model';

export type Settings = Record<string, unknown>;

/** A configuration that is being made of another one, and what has to be said about it. */
export class Conversion {
  readonly sources: Record<string, Settings> = {};
  readonly collectors: Record<string, Settings> = {};
  global: Settings = {};
  /** What was left out, and what is to be done. */
  readonly notes: string[] = [];

  note(text: string): void {
    this.notes.push(text);
  }

  /** Notes each key that is not among those that are converted. */
  expectKeys(where: string, given: Settings, known: readonly string[]): void {
    for (const key of Object.keys(given)) {
      if (!known.includes(key)) this.note(`${where}: ${key} has no counterpart and was left out.`);
    }
  }

  /** The configuration, without empty parts. */
  config(): Settings {
    const { global, sources, collectors } = this;
    return Object.fromEntries(
      Object.entries({ global, sources, collectors }).filter(
        ([, part]) => Object.keys(part).length > 0,
      ),
    );
  }
}

/** A name as it may stand in a configuration, that is not taken. */
export function freeName(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  const name = wanted.replace(/[^\w.-]+/g, '_').replace(/^(?![A-Za-z_])/, '_');
  let free = name;
  for (let count = 2; Object.hasOwn(taken, free); count++) free = `${name}_${count}`;
  return free;
}

/** Leaves out what is not there. */
export function given(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** @throws INVALID_CONFIG if it is something else than keys with values; nothing at all is none of them */
export function settingsOf(where: string, value: unknown): Settings {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Settings;
  throw new ConfigError(`${where}: expected keys with values.`);
}

/** @throws INVALID_CONFIG if it is something else than a list; nothing at all is an empty one */
export function listOf(where: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new ConfigError(`${where}: expected a list.`);
}

/** @throws INVALID_CONFIG if it is no text, or empty */
export function textOf(where: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError(`${where}: expected text.`);
}

/** A list of texts, or undefined where there is none. */
export function textsOf(where: string, value: unknown): readonly string[] | undefined {
  const list = listOf(where, value);
  return list.length === 0 ? undefined : list.map((item) => textOf(where, item));
}

/** Labels, whose values the others take also where they are written as numbers; undefined where there is none. */
export function labelsOf(where: string, value: unknown): Settings | undefined {
  if (value === undefined || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(settingsOf(where, value)).map(([name, text]) => [
      name,
      typeof text === 'number' || typeof text === 'boolean' ? String(text) : text,
    ]),
  );
}
