import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectManifest } from '../../src/installation.ts';
import { run } from '../../src/repository.ts';
import { mountedContext } from './image.ts';

/**
 * Makes a build context whose package.json has the exporter as this checkout would publish it, in
 * place of what is published. All that is installed is a tarball in the context: npm would make a
 * link of a folder, which leads nowhere in the image.
 */
export function packProject(context: string): void {
  let count = 0;
  const manifest = projectManifest(['@telltale/exporter']).replaceAll(
    /"file:([^"]+)"/g,
    (_, path: string) => {
      const tarball = `${String(count++)}.tgz`;
      const to = join(context, tarball);
      if (statSync(path).isDirectory()) {
        // Files of the same content are one in pnpm's store, and npm takes no hard links.
        run(dirname(path), 'tar', '--hard-dereference', '-czf', to, basename(path));
      } else copyFileSync(path, to);
      return `"file:${mountedContext}/${tarball}"`;
    },
  );
  writeFileSync(join(context, 'package.json'), manifest);
}
