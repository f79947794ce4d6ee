export {
  execCollector,
  type ExecCollectorOptions,
  type ExecPageCollectorOptions,
  type ExecPageQuery,
  type ExecRowCollectorOptions,
} from './exec-collector.ts';
export { ExecError, type ExecErrorReason } from './exec-error.ts';
export type { ExecOptions } from './exec-options.ts';
export type {
  ExecCommand,
  ExecCsvQuery,
  ExecExitQuery,
  ExecJsonQuery,
  ExecLinesQuery,
  ExecQuery,
} from './exec-query.ts';
export { execSource, type ExecSource } from './exec-source.ts';
