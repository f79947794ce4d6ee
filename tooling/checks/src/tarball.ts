// Packs the package in the working directory into .pack/package.tgz, as it would be published, and
// runs publint and attw on what came out.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const tarball = '.pack/package.tgz';
rmSync('.pack', { recursive: true, force: true });
mkdirSync('.pack');
// pnpm, not npm: only pnpm puts publishConfig.exports and the versions of workspace: in place.
execFileSync('pnpm', ['pack', '--out', tarball], { stdio: ['ignore', 'ignore', 'inherit'] });

const { pkg, messages } = await publint({
  pack: { tarball: Uint8Array.from(readFileSync(tarball)).buffer },
  strict: true,
});
for (const message of messages)
  console.error(`publint: ${formatMessage(message, pkg) ?? message.code}`);

const require = createRequire(import.meta.url);
const manifestFile = require.resolve('@arethetypeswrong/cli/package.json');
const { bin } = require(manifestFile) as { bin: { attw: string } };
const attw = spawnSync(
  process.execPath,
  [join(dirname(manifestFile), bin.attw), tarball, '--profile', 'esm-only', '--no-emoji'],
  { encoding: 'utf8' },
);
if (attw.status !== 0) console.error(`attw:\n${attw.stdout}${attw.stderr}`);

if (messages.length > 0 || attw.status !== 0) process.exitCode = 1;
