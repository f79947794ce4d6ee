import { parseArgs } from 'node:util';

/** How the demo is to run. */
export interface DemoOptions {
  /** Where the shop listens; 0 takes any free port. */
  readonly port: number;
  /** Where the exporter listens; 0 takes any free port. */
  readonly exporterPort: number;
  /** Whether the traffic generator runs. */
  readonly traffic: boolean;
}

const defaultPort = 8080;
const defaultExporterPort = 9464;

/**
 * Reads the command line, and the environment for what it leaves open.
 *
 * @throws Error with one line that says what is wrong
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, 'no-traffic': { type: 'boolean' } },
  });
  return {
    port:
      values.port === undefined
        ? portOf('PORT', env['PORT'], defaultPort)
        : portOf('--port', values.port, defaultPort),
    exporterPort: portOf('EXPORTER_PORT', env['EXPORTER_PORT'], defaultExporterPort),
    traffic: values['no-traffic'] !== true && env['TRAFFIC'] !== 'off',
  };
}

function portOf(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new Error(`${name} is ${JSON.stringify(value)}, expected a port from 0 to 65535.`);
}
