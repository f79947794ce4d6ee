export {
  Registry,
  type RegistryChange,
  type RegistryOptions,
  type RegistryView,
} from './registry.ts';
export type { ViewOptions } from './view.ts';
