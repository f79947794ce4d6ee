import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selected, UsageError, type Arguments } from '../arguments.ts';
import { cases } from '../cases/all.ts';
import { listed } from '../contenders/all.ts';
import type { Answer } from '../measure-one.ts';
import { profileTable, type CpuProfile } from '../profile-table.ts';
import { quantity } from '../quantity.ts';
import { runProcess } from '../run-process.ts';
import { nodeCommand } from '../runners.ts';
import { fullSettings, quickSettings } from '../settings.ts';

const root = join(import.meta.dirname, '../../../..');

/** Runs one case with one contender under the profiler of V8 and prints where the time went. */
export async function profile(given: Arguments): Promise<boolean> {
  const one = only(
    '--case',
    selected(cases, ({ id }) => id, given.cases),
  );
  const { name } = only(
    '--contender',
    selected(listed, (all) => all.name, given.contenders),
  );
  const settings = given.quick ? quickSettings : fullSettings;
  const folder = mkdtempSync(join(tmpdir(), 'telltale-profile-'));
  try {
    const task = { case: one.id, contender: name, settings };
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    const { value } = (await runProcess(nodeCommand('./child.ts', task, flags))) as Answer;
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('no profile was written');
    const read = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    const figure = value === undefined ? 'not offered' : quantity(value, one.unit);
    console.log(`${one.title}, ${name}: ${figure}\n`);
    console.log(profileTable(read, root));
    return true;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws UsageError if there is not exactly one */
function only<Named>(option: string, found: readonly Named[]): Named {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(`${option}: expected one, got ${found.length}; give its whole name`);
}
