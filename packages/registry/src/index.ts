export { background, type BackgroundCollector, type BackgroundOptions } from './background.ts';
export { cached, type CachedOptions } from './cached.ts';
export {
  Registry,
  type RegistryChange,
  type RegistryOptions,
  type RegistryView,
} from './registry.ts';
export type { ViewOptions } from './view.ts';
export type {
  CollectContext,
  Collector,
  Gatherer,
  GatherOptions,
  GatherProblem,
  Metric,
  MetricFamily,
} from '@telltale/model';
