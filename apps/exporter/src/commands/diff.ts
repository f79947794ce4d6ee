import { isDeepStrictEqual, styleText } from 'node:util';
import { ConfigError, MetricError } from '@telltale/model';
import { exitCodes } from '../cli/cli-flags.ts';
import { builtInConfig } from '../config/built-in-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { secretsIn } from '../config/secret.ts';
import { parseYaml } from '../config/yaml-file.ts';
import type { ExporterIo } from '../exporter-io.ts';
import { SecretMask } from '../log/secret-mask.ts';

const fetchTimeoutMs = 10_000;
/** What has no name of its own in a configuration is compared whole; these have parts by name. */
const named = ['sources', 'queries', 'collectors', 'modules'] as const;

export interface DiffOptions {
  /** What a reload would read. */
  readonly configFile: string | undefined;
  /** The URL of an exporter that runs, or a file. */
  readonly other: string;
}

/** Says what is different between a configuration that is served and one that a reload would read. @returns the exit code */
export async function diff({ configFile, other }: DiffOptions, io: ExporterIo): Promise<number> {
  let before: unknown;
  let after: unknown;
  try {
    before = await shownConfig(other);
    after = configFile === undefined ? builtInConfig().shown : await shownConfig(configFile);
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.failed;
  }
  const changes = changesBetween(before, after);
  for (const { sign, text } of changes) {
    const line = `${sign} ${text}`;
    const colour = { '+': 'green', '-': 'red', '~': 'yellow' } as const;
    io.stdout(
      `${io.colours === true ? styleText(colour[sign], line, { validateStream: false }) : line}\n`,
    );
  }
  if (changes.length === 0) io.stdout('Nothing is different.\n');
  return changes.length === 0 ? exitCodes.done : exitCodes.different;
}

interface Change {
  readonly sign: '+' | '-' | '~';
  readonly text: string;
}

/** By section and name; a part that is in both is told of by the settings that are different. */
function changesBetween(before: unknown, after: unknown): Change[] {
  const sections = [...new Set([...keysOf(before), ...keysOf(after)])];
  return sections.flatMap((section) => {
    const [one, other] = [valueOf(before, section), valueOf(after, section)];
    if (!named.some((name) => name === section)) return settingsBetween(section, one, other);
    const names = [...new Set([...keysOf(one), ...keysOf(other)])];
    const what = section.replace(/ies$/, 'y').replace(/s$/, '');
    return names.flatMap((name) => {
      const text = `${what} ${name}`;
      const [old, now] = [valueOf(one, name), valueOf(other, name)];
      if (old === undefined) return { sign: '+' as const, text };
      if (now === undefined) return { sign: '-' as const, text };
      return settingsBetween(text, old, now);
    });
  });
}

function settingsBetween(where: string, before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const keys = [...new Set([...keysOf(before), ...keysOf(after)])];
  if (keys.length === 0)
    return [{ sign: '~', text: `${where}: ${json(before)} -> ${json(after)}` }];
  return keys.flatMap((key): Change[] => {
    const [old, now] = [valueOf(before, key), valueOf(after, key)];
    if (isDeepStrictEqual(old, now)) return [];
    return [{ sign: '~', text: `${where}: ${key}: ${json(old)} -> ${json(now)}` }];
  });
}

/** The configuration of an exporter that runs, or of a file, without secrets. */
async function shownConfig(from: string): Promise<unknown> {
  if (!/^https?:\/\//.test(from)) {
    const { shown, config } = await loadConfig(from);
    // As the exporter shows it: also where the text of a secret stands for something else.
    return new SecretMask([...secretsIn(config)].map(([, secret]) => secret.reveal())).maskAll(
      shown,
    );
  }
  const url = `${from.replace(/\/+$/, '')}/config`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    text = await response.text();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${url} cannot be read: ${reason}. Does the exporter run there?`, {
      cause: error,
    });
  }
  if (!response.ok) throw new ConfigError(`${url} answers with the status ${response.status}.`);
  return parseYaml(url, text).value;
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : [];
}

function valueOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function json(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
