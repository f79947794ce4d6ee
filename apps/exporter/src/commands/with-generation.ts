import { MetricError } from '@telltale/model';
import { exitCodes } from '../cli/cli-flags.ts';
import { builtInConfig, ownSources } from '../config/built-in-config.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import { secretsIn } from '../config/secret.ts';
import type { ExporterIo } from '../exporter-io.ts';
import { buildGeneration } from '../generation/build-generation.ts';
import type { Generation } from '../generation/generation.ts';
import type { Limits } from '../modes/under-deadline.ts';
import { SecretMask } from '../log/secret-mask.ts';

const defaultBuildTimeoutMs = 30_000;

/** What a command may use that looks at a configuration once. */
export interface CommandContext {
  readonly loaded: LoadedConfig;
  readonly generation: Generation;
  /** How long building something of it may take. */
  readonly limits: Limits;
  /** Writes to stderr, with secrets hidden. */
  readonly say: (line: string) => void;
}

/**
 * Builds a configuration, runs a command with it, and closes it. What is wrong with the configuration goes to stderr.
 *
 * @returns the exit code
 */
export async function withGeneration(
  configFile: string | undefined,
  io: ExporterIo,
  run: (context: CommandContext) => number | Promise<number>,
): Promise<number> {
  const mask = new SecretMask();
  const say = (line: string): void => {
    io.stderr(`${mask.mask(line)}\n`);
  };
  let generation: Generation | undefined;
  try {
    const loaded = configFile === undefined ? builtInConfig() : await loadConfig(configFile);
    mask.add([...secretsIn(loaded.config)].map(([, secret]) => secret.reveal()));
    const limits = { timeoutMs: loaded.config.global?.reload_timeout ?? defaultBuildTimeoutMs };
    generation = await buildGeneration(loaded, {
      ownSources: configFile === undefined ? ownSources : {},
      callersParts: new Map(),
      limits,
      warn: (name, message) => {
        say(`${name}: ${message}`);
      },
    });
    return await run({ loaded, generation, limits, say });
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    say(error.message);
    return exitCodes.failed;
  } finally {
    await generation?.close();
  }
}
