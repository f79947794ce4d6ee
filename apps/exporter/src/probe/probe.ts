import { constantFamily, type MetricFamily } from '@telltale/model';
import { configOfModule } from '../config/check-modules.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { ModuleSettings } from '../config/module-schema.ts';
import { buildGeneration, type BuildOptions } from '../generation/build-generation.ts';
import { gatherUnits } from '../generation/gather-units.ts';
import type { Limits } from '../modes/under-deadline.ts';
import type { ProbeTarget } from './probe-target.ts';

export interface ProbeOptions {
  readonly loaded: LoadedConfig;
  /** Name and settings of the module. */
  readonly name: string;
  readonly module: ModuleSettings;
  readonly target: ProbeTarget;
  readonly limits: Limits;
  readonly warn: BuildOptions['warn'];
}

/**
 * Makes the source of a module for a target, collects from it once, and closes it. A target that fails is a result, too.
 *
 * @throws the reason of the signal
 */
export async function probe(options: ProbeOptions): Promise<readonly MetricFamily[]> {
  const { loaded, name, module, target, limits, warn } = options;
  const start = performance.now();
  const left = (): Limits =>
    limits.timeoutMs === undefined
      ? limits
      : { ...limits, timeoutMs: Math.max(limits.timeoutMs - (performance.now() - start), 1) };
  let families: readonly MetricFamily[] = [];
  let isWhole = false;
  try {
    const generation = await buildGeneration(
      { ...loaded, config: configOfModule(name, module, loaded.config) },
      { ownSources: {}, callersParts: new Map(), limits: left(), warn, target },
    );
    try {
      const gathered = await gatherUnits(generation.units, left());
      families = gathered.families;
      isWhole = generation.units.every(({ state }) => state?.success === true);
      for (const { collector, message } of gathered.problems) {
        warn(`${name}/${collector}`, `${target.text}: ${message}`);
      }
    } finally {
      // A source that is slow to close holds up no answer.
      void generation.close();
    }
  } catch (error) {
    limits.signal?.throwIfAborted();
    warn(name, `${target.text}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const outcome = probeOutcome(isWhole, (performance.now() - start) / 1000);
  const names = new Set(outcome.map(({ name: taken }) => taken));
  return [...outcome, ...families.filter((family) => !names.has(family.name))].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

/** What each probe says, whatever comes of it. */
export function probeOutcome(isWhole: boolean, seconds: number): readonly MetricFamily[] {
  return [
    gauge('probe_duration_seconds', 'How long the probe took.', seconds),
    gauge(
      'probe_success',
      'Whether all that was asked of the target was answered.',
      isWhole ? 1 : 0,
    ),
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return constantFamily({ name, help, type: 'gauge', series: [{ value }] });
}
