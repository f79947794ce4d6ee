import { styleText } from 'node:util';
import { ConfigError } from '@telltale/model';
import { exitCodes } from '../cli/cli-flags.ts';
import type { ExporterIo } from '../exporter-io.ts';
import { expiryWarning } from '../web-config/certificate-expiry.ts';
import { loadWebConfig } from '../web-config/load-web-config.ts';
import { faultsOfSources } from './faults-of-sources.ts';
import { namingWarnings } from './naming-warnings.ts';
import { withGeneration } from './with-generation.ts';

/** What is checked. */
export interface CheckOptions {
  readonly configFile: string | undefined;
  readonly webConfigFile: string | undefined;
  /** Whether it fails for warnings, too. */
  readonly isStrict: boolean;
}

/**
 * Says whether a configuration can be served, a web configuration, or both: those that are given. Without any it is the
 * built-in one. Nothing is collected.
 *
 * @returns the exit code
 */
export async function check(
  { configFile, webConfigFile, isStrict }: CheckOptions,
  io: ExporterIo,
): Promise<number> {
  const isWebRight = webConfigFile === undefined || checkWebConfig(webConfigFile, isStrict, io);
  // Whoever names only this one asks about nothing else.
  if (configFile === undefined && webConfigFile !== undefined) {
    return isWebRight ? exitCodes.done : exitCodes.failed;
  }
  const code = await withGeneration(configFile, io, async ({ loaded, generation, limits, say }) => {
    const { config } = loaded;
    const faults = await faultsOfSources(generation, limits);
    for (const fault of faults) say(fault);
    if (faults.length > 0) return exitCodes.failed;
    const warnings = namingWarnings(config);
    for (const { path, message } of warnings) {
      say(loaded.problemAt(path, `warning: ${message}`).message);
    }
    const name = configFile ?? 'the built-in configuration';
    const sources = count(config.sources, 'source');
    const collectors = count(config.collectors, 'collector');
    const warned = warnings.length === 0 ? '' : `, ${count(warnings, 'warning')}`;
    if (isStrict && warnings.length > 0) {
      say(`${name} is not valid with --strict: ${count(warnings, 'warning')}.`);
      return exitCodes.failed;
    }
    io.stdout(`${name} is ${valid(io)}: ${sources}, ${collectors}${warned}.\n`);
    return exitCodes.done;
  });
  return isWebRight ? code : exitCodes.failed;
}

function checkWebConfig(file: string, isStrict: boolean, io: ExporterIo): boolean {
  try {
    const config = loadWebConfig(file);
    const warning = expiryWarning(config);
    if (warning !== undefined) io.stderr(`${file}: warning: ${warning}\n`);
    if (isStrict && warning !== undefined) {
      io.stderr(`${file} is not valid with --strict: 1 warning.\n`);
      return false;
    }
    const encrypted = config.tls === undefined ? 'not encrypted' : 'encrypted';
    const users = count(Object.fromEntries(config.users), 'user');
    const warned = warning === undefined ? '' : ', 1 warning';
    io.stdout(`${file} is ${valid(io)}: ${encrypted}, ${users}${warned}.\n`);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.stderr(`${error.message}\n`);
    return false;
  }
}

function valid({ colours }: ExporterIo): string {
  return colours === true ? styleText('green', 'valid', { validateStream: false }) : 'valid';
}

function count(all: object = {}, what: string): string {
  const { length } = Object.keys(all);
  return `${length} ${what}${length === 1 ? '' : 's'}`;
}
