import { processCollector } from '@telltale/collector-process';
import { runtimeCollector } from '@telltale/collector-runtime';
import { Gauge } from '@telltale/metrics';
import type { Collector, GatherProblem } from '@telltale/model';
import { Registry } from '@telltale/registry';

export interface GenerationOptions {
  readonly version: string;
  /** Served besides the built-in ones. */
  readonly collectors: readonly Collector[];
  /** Whether the program's own process and runtime are collected from. */
  readonly exporterMetrics: boolean;
  readonly report: (problem: GatherProblem) => void;
}

/** What is served, as one thing that is made, used and closed as a whole. */
export interface Generation extends Disposable {
  readonly registry: Registry;
  /** What is collected from, without the exporter's own metrics. */
  readonly collectors: readonly Collector[];
}

/** @throws what registering throws; nothing is left open then */
export function buildGeneration(options: GenerationOptions): Generation {
  const { version, collectors, exporterMetrics, report } = options;
  const ownCollectors = exporterMetrics ? [processCollector(), runtimeCollector()] : [];
  const all = [...ownCollectors, ...collectors];
  const dispose = (): void => {
    for (const collector of all) (collector as Partial<Disposable>)[Symbol.dispose]?.();
  };
  const registry = new Registry({ report });
  try {
    registry.register(buildInfo(version), ...all);
  } catch (error) {
    dispose();
    throw error;
  }
  return { registry, collectors: all, [Symbol.dispose]: dispose };
}

function buildInfo(version: string): Collector {
  const { version: node, platform, arch } = process;
  const gauge = new Gauge({
    name: 'exporter_build_info',
    help: 'Version of the exporter and what it runs on; always 1.',
    labelNames: ['version', 'node', 'platform', 'arch'],
  });
  gauge.set({ version, node, platform, arch }, 1);
  return gauge;
}
