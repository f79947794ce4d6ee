import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For tests: where `pnpm build` puts the addon for the system that they run on. */
export const builtAddon = join(
  dirname(import.meta.dirname),
  `../collector-allocator-linux-${process.arch}/dist/allocator.node`,
);

/** For tests: whether the addon was built; a line says what is skipped where it was not. */
export function addonIsBuilt(what: string): boolean {
  if (existsSync(builtAddon)) return true;
  console.log(
    `skipped: ${what}: the allocator addon is not built. To run them: apt-get install gcc libc6-dev && pnpm build`,
  );
  return false;
}
