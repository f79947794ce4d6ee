// pnpm new:collector <name>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NewCollectorError } from './new-collector-error.ts';
import { newCollector } from './new-collector.ts';

const root = join(import.meta.dirname, '../../..');
/** Ctrl-C and the like stop the installation, and then what was written is taken back. */
const stopped = new AbortController();

async function install(): Promise<void> {
  stopped.signal.throwIfAborted();
  const args = ['install', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts'];
  const child = spawn(process.execPath, [join(root, 'tooling/pnpm.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    signal: stopped.signal,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  stopped.signal.throwIfAborted();
  if (code !== 0) throw new NewCollectorError(`pnpm install ended with ${code ?? 'a signal'}`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped.abort(new NewCollectorError(`stopped by ${signal}`));
  });
}

const [name, ...others] = process.argv.slice(2);
try {
  if (name === undefined || others.length > 0) {
    throw new NewCollectorError('expected one name. Example: pnpm new:collector disk-queue');
  }
  const files = await newCollector(name, { root, install });
  console.log(files.join('\n'));
  console.log(`
All checks pass as it is. Now make it yours:
  packages/collector-${name}/src/${name}-source.ts     where the numbers come from
  packages/collector-${name}/src/${name}-collector.ts  its options and metrics
  pnpm exec vitest run --project collector-${name}`);
} catch (error) {
  const reason = stopped.signal.aborted ? (stopped.signal.reason as unknown) : error;
  if (!(reason instanceof NewCollectorError)) throw reason;
  console.error(`No collector was made: ${reason.message}`);
  process.exitCode = 1;
}
