import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError, MetricError } from '@telltale/model';
import { stringify } from 'yaml';
import { exitCodes } from '../../cli/cli-flags.ts';
import { parseYaml } from '../../config/yaml-file.ts';
import type { ExporterIo } from '../../exporter-io.ts';
import { listOf, settingsOf, textOf, type Conversion } from './conversion.ts';
import { fromJustwatch } from './from-justwatch.ts';
import { fromSqlExporter, wildcard } from './from-sql-exporter.ts';

export interface ConvertOptions {
  readonly file: string;
  /** Default: what it looks like. */
  readonly from: 'sql_exporter' | 'justwatch' | undefined;
}

/** Prints the configuration of another exporter as one of this, and on stderr what is to be done. @returns the exit code */
export function convert({ file, from }: ConvertOptions, io: ExporterIo): number {
  let conversion: Conversion;
  try {
    const value = yamlOf(file);
    const kind = from ?? kindOf(file, value);
    conversion =
      kind === 'justwatch'
        ? fromJustwatch(value)
        : fromSqlExporter(value, collectorFiles(file, value));
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.failed;
  }
  for (const note of conversion.notes) io.stderr(`${note}\n`);
  if (Object.keys(conversion.collectors).length === 0) {
    io.stderr(`${file}: nothing in it can be converted.\n`);
    return exitCodes.failed;
  }
  io.stdout(
    `# Converted from ${basename(file)}.\n${stringify(conversion.config(), { lineWidth: 0, aliasDuplicateObjects: false })}`,
  );
  return exitCodes.done;
}

function kindOf(file: string, value: unknown): 'sql_exporter' | 'justwatch' {
  const { jobs, target, collectors, collector_files: files } = settingsOf(file, value);
  const isJob = (job: unknown): boolean => 'connections' in settingsOf(`${file}: a job`, job);
  if (listOf(`${file}: jobs`, jobs).some(isJob)) return 'justwatch';
  if ([jobs, target, collectors, files].some((part) => part !== undefined)) return 'sql_exporter';
  throw new ConfigError(
    `${file}: it is not clear whose configuration it is: say --from=sql_exporter or --from=justwatch.`,
  );
}

/** What the files say that a configuration of sql_exporter names by patterns. */
function collectorFiles(file: string, value: unknown): readonly unknown[] {
  const patterns = listOf('collector_files', settingsOf(file, value)['collector_files']);
  return patterns.flatMap((item) => {
    const pattern = resolve(dirname(file), textOf('collector_files', item));
    const folder = dirname(pattern);
    const name = wildcard(basename(pattern));
    let names: string[];
    try {
      names = readdirSync(folder).filter((candidate) => name.test(candidate));
    } catch (error) {
      throw new ConfigError(`${folder} cannot be read: ${(error as Error).message}`, {
        cause: error,
      });
    }
    return names.sort().map((found) => yamlOf(join(folder, found)));
  });
}

function yamlOf(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return parseYaml(file, text).value;
}
