export { configSchema, type ConfigInput } from './config/config-schema.ts';
export { defineConfig } from './config/define-config.ts';
export type { ExporterIo, StopSignal } from './exporter-io.ts';
export type { ProbeTarget, TargetName } from './probe/probe-target.ts';
export { runExporter, type RunExporterOptions } from './run-exporter.ts';
export type {
  CollectorModule,
  ModuleContext,
  ModuleSecret,
  ModuleSource,
} from './sources/module.ts';
