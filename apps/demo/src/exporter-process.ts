import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const startTimeoutMs = 10_000;

/** The exporter, as a process of its own. */
export interface ExporterProcess {
  /** Where its metrics are. */
  readonly url: string;
  /** What it serves, which may be changed: it is read anew then. */
  readonly configFile: string;
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts `telltale-exporter` from the sources beside this app. A port of 0 takes any free one.
 *
 * @throws Error with one line that says why it did not start
 */
export async function startExporter(port: number, configFile: string): Promise<ExporterProcess> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@telltale/source',
      fileURLToPath(new URL('src/main.ts', import.meta.resolve('@telltale/exporter/package.json'))),
      `--web.listen-address=127.0.0.1:${port}`,
      `--config.file=${configFile}`,
      '--config.watch',
      '--log.format=json',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // However this process ends, it leaves no other behind.
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    const running = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (!running) return;
    child.kill();
    await once(child, 'exit');
  };
  try {
    return { url: await listeningUrl(child), configFile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the exporter's log until it says where it listens. */
function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lastMessage = 'it said nothing';
    const timer = setTimeout(() => {
      reject(new Error(`it was not ready after ${startTimeoutMs / 1000} s`));
    }, startTimeoutMs);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      reject(new Error(lastMessage));
    });
    if (child.stderr === null) throw new TypeError('the log of the exporter is not a pipe');
    // All of the log is read, so that the pipe never fills up.
    createInterface(child.stderr).on('line', (line) => {
      const { msg = line, url } = logEntry(line);
      lastMessage = msg;
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

function logEntry(line: string): { msg?: string; url?: string } {
  try {
    return JSON.parse(line) as { msg?: string; url?: string };
  } catch {
    return {};
  }
}
