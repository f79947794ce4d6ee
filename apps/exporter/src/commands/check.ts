import { styleText } from 'node:util';
import { exitCodes } from '../cli/cli-flags.ts';
import type { ExporterIo } from '../exporter-io.ts';
import { withGeneration } from './with-generation.ts';

/** Says whether a configuration can be served, as far as that is known without collecting. @returns the exit code */
export function check(configFile: string | undefined, io: ExporterIo): Promise<number> {
  return withGeneration(configFile, io, ({ loaded: { config } }) => {
    const name = configFile ?? 'the built-in configuration';
    const sources = count(config.sources, 'source');
    const collectors = count(config.collectors, 'collector');
    const valid =
      io.colours === true ? styleText('green', 'valid', { validateStream: false }) : 'valid';
    io.stdout(`${name} is ${valid}: ${sources}, ${collectors}.\n`);
    return exitCodes.done;
  });
}

function count(all: object = {}, what: string): string {
  const { length } = Object.keys(all);
  return `${length} ${what}${length === 1 ? '' : 's'}`;
}
