import { startFromSource, type StartedProgram } from './started-program.ts';

/** The addresses that the demo prints when it is up. */
export interface DemoAddresses {
  /** Of its HTTP API, without a path. */
  readonly shopUrl: string;
  readonly metricsUrl: string;
  /** Of the exporter that it starts beside itself. */
  readonly exporterMetricsUrl: string;
}

export interface DemoProcessOptions {
  /** Whether its traffic generator runs. */
  readonly traffic: boolean;
}

/** Starts the demo in a process of its own, on free ports. */
export async function startDemo({
  traffic,
}: DemoProcessOptions): Promise<DemoAddresses & AsyncDisposable> {
  const program = startFromSource('apps/demo/src/main.ts', traffic ? [] : ['--no-traffic'], {
    env: demoPorts,
  });
  try {
    return {
      ...(await demoAddresses(program)),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  } catch (error) {
    await program.end();
    throw error;
  }
}

/** The environment in which the demo and its exporter choose free ports. */
export const demoPorts: Readonly<Record<string, string>> = { PORT: '0', EXPORTER_PORT: '0' };

/** Waits until the demo has printed where it is. */
export async function demoAddresses(
  program: StartedProgram,
  withinMs?: number,
): Promise<DemoAddresses> {
  const printed = async (what: string): Promise<string> => {
    const pattern = new RegExp(`^${what}: +(http://\\S+)$`, 'm');
    const [, address = ''] = await program.printed(pattern, withinMs);
    return address;
  };
  const metricsUrl = await printed('Its metrics');
  return {
    shopUrl: new URL(metricsUrl).origin,
    metricsUrl,
    exporterMetricsUrl: await printed('The exporter'),
  };
}
