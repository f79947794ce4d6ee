/** How much is logged, from everything to failures only. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ['logfmt', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

/** What belongs to a message, in the order in which it is written. */
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Logger = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one line, its end included. */
  readonly write: (line: string) => void;
  /** What every text goes through before it is written. Default: it is written as it is. */
  readonly mask?: ((text: string) => string) | undefined;
  /** Default: the time of day. */
  readonly now?: (() => Date) | undefined;
}

/** Writes lines with the keys and level names of Prometheus' own log, so that one rule reads both. */
export function createLogger(options: LoggerOptions): Logger {
  const { level: lowest, write, mask = (text: string) => text } = options;
  const now = options.now ?? (() => new Date());
  const line = options.format === 'json' ? JSON.stringify : logfmt;
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(lowest)) return;
    const time = now().toISOString();
    // Before they are quoted: a text that is escaped would not be found any more.
    const masked = Object.entries({ msg: message, ...fields }).map(
      ([key, value]) => [key, typeof value === 'string' ? mask(value) : value] as const,
    );
    write(`${line({ time, level: level.toUpperCase(), ...Object.fromEntries(masked) })}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function logfmt(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${logfmtValue(String(value))}`)
    .join(' ');
}

function logfmtValue(value: string): string {
  return /^[\w./:@%+,[\]*<>-]+$/.test(value)
    ? value
    : JSON.stringify(value).replace(control, escaped);
}

/** Control characters that JSON leaves as they are; a terminal would obey them. */
const control = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
