import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listed } from './contenders/all.ts';
import { golangName, type GoProgram } from './go-program.ts';

/** Where and when something was measured: nothing that tells one machine from another of its kind. */
export interface Machine {
  /** When the run began: ISO 8601, UTC. */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of this project, with `changed` where files differ from it. */
  readonly commit: string;
  /** Of the last 1, 5 and 15 minutes, when the run began: above the number of cores, figures are not to be trusted. */
  readonly loadAverage: readonly number[];
}

export function describeMachine(golang?: GoProgram): Machine {
  const processors = cpus();
  const versions = listed.flatMap(({ packages }) =>
    packages.map((name) => [name, versionOf(name)]),
  );
  if (golang !== undefined) versions.push([golangName, golang.version]);
  return {
    date: new Date().toISOString().slice(0, 16) + 'Z',
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}, ${arch()}`,
    node: process.version,
    versions: Object.fromEntries(versions) as Record<string, string>,
    commit: commit(),
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

/** Of the package as it is installed here; its package.json is not always among its exports. */
function versionOf(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)));
  for (;;) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const found = manifest as { name?: string; version?: string };
      if (found.name === name && found.version !== undefined) return found.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${name}: no package.json found`);
    folder = parent;
  }
}

function commit(): string {
  const git = (...args: string[]): string =>
    spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout.trim();
  const head = git('rev-parse', '--short', 'HEAD');
  if (head === '') return 'unknown';
  return git('status', '--porcelain', '--untracked-files=no') === '' ? head : `${head}, changed`;
}

/** The description as a list in Markdown. */
export function machineList(machine: Machine): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${machine.processor}, ${machine.cores} cores, ${machine.memory}`,
    `- ${machine.system}; Node.js ${machine.node}`,
    `- commit ${machine.commit}; load average when it began ${machine.loadAverage.join(', ')}`,
    `- ${versions.join('; ')}`,
    '',
  ].join('\n');
}
