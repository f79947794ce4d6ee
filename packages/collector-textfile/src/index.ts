export { textfileCollector, type TextfileCollectorOptions } from './textfile-collector.ts';
export type { TextfileProblem } from './textfile-problem.ts';
