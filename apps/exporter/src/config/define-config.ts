import type { ConfigInput } from './config-schema.ts';

/** Types a configuration that is written as a program: `export default defineConfig({ sources: … })`. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
