import { startFromSource } from './started-program.ts';

/** `telltale-exporter` in a process of its own, on a free port. */
export interface ExporterProcess extends AsyncDisposable {
  readonly metricsUrl: string;
  readonly pid: number;
}

export async function startExporter(): Promise<ExporterProcess> {
  const program = startFromSource('apps/exporter/src/main.ts', [
    '--web.listen-address=127.0.0.1:0',
    '--log.format=json',
  ]);
  try {
    const [, metricsUrl = ''] = await program.printed(/"url":"(http:[^"]+)"/);
    return {
      metricsUrl,
      pid: program.pid,
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  } catch (error) {
    await program.end();
    throw error;
  }
}
