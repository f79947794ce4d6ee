export type {
  LogCounterOptions,
  LogGaugeOptions,
  LogHistogramOptions,
  LogMetric,
  LogMetricOptions,
} from './log-metric-options.ts';
export {
  logfileCollector,
  type LogfileCollectorOptions,
  type LogfileProblem,
} from './logfile-collector.ts';
