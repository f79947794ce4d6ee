import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publishedPackages, repository, run, sourceFiles } from './repository.ts';

/**
 * Copies what is or will be committed, and what was built of it, into a temporary folder, and commits it there. Nothing
 * is installed yet. Whoever calls this removes it.
 */
export function copyRepository(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-copy-')));
  for (const file of sourceFiles()) {
    if (!existsSync(join(repository, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(repository, file), join(copy, file), { verbatimSymlinks: true });
  }
  for (const { folder } of publishedPackages()) {
    cpSync(join(folder, 'dist'), join(copy, folder.slice(repository.length), 'dist'), {
      recursive: true,
    });
  }
  run(copy, 'git', 'init', '--quiet', '--initial-branch=main');
  run(copy, 'git', 'add', '--all');
  run(
    copy,
    'git',
    ...['-c', 'user.name=test', '-c', 'user.email=test@localhost'],
    ...['commit', '--quiet', '--message', 'A copy'],
  );
  return copy;
}
