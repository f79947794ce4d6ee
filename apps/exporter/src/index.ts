export type { ExporterIo, StopSignal } from './exporter-io.ts';
export { runExporter, type RunExporterOptions } from './run-exporter.ts';
