import { encodeText } from '@telltale/exposition/text';
import { ConfigError } from '@telltale/model';
import { exitCodes } from '../cli/cli-flags.ts';
import { closestMatch } from '../closest-match.ts';
import type { ExporterIo } from '../exporter-io.ts';
import { gatherUnits } from '../generation/gather-units.ts';
import type { Unit } from '../generation/unit.ts';
import { withGeneration } from './with-generation.ts';

const defaultTimeoutMs = 10_000;

export interface QueryOptions {
  readonly configFile: string | undefined;
  /** Names of collectors or sources. */
  readonly collectors: readonly string[];
}

/** Collects once from some collectors and prints what they give. @returns the exit code */
export function query({ configFile, collectors }: QueryOptions, io: ExporterIo): Promise<number> {
  return withGeneration(configFile, io, async ({ loaded, generation, say }) => {
    const units = collectors.flatMap((name) => unitsOf(name, generation.units));
    const timeoutMs = loaded.config.global?.scrape_timeout ?? defaultTimeoutMs;
    const { families, problems } = await gatherUnits([...new Set(units)], { timeoutMs });
    io.stdout(encodeText(families));
    for (const { collector, metric, message } of problems) {
      const where = metric === undefined || message.startsWith(metric) ? '' : `${metric}: `;
      say(`${collector}: ${where}${message}`);
    }
    // What shows something in place of a result has no problem, nor has what lacks a family because of its rows: both
    // were told of as they came.
    const isWhole = units.every(
      ({ state, rows }) => state?.success !== false && rows?.lacking === undefined,
    );
    return problems.length === 0 && isWhole ? exitCodes.done : exitCodes.failed;
  });
}

/** @throws INVALID_CONFIG where there are none */
function unitsOf(wanted: string, units: readonly Unit[]): readonly Unit[] {
  const found = units.filter(({ name, source, group }) => [name, source, group].includes(wanted));
  if (found.length > 0) return found;
  const known = [...new Set(units.flatMap(({ name, source, group }) => [name, source, group]))];
  const nearest = closestMatch(wanted, known);
  const remedy =
    nearest === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${nearest}?`;
  throw new ConfigError(`${JSON.stringify(wanted)} is no collector and no source. ${remedy}`);
}
