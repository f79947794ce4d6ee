import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from './repository.ts';

/** Type-checks what is in the folder as a strict user would; the compiler is the repository's. */
export function typeCheck(folder: string, files: readonly string[]): void {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable'],
        module: 'nodenext',
        types: ['node'],
        typeRoots: [join(repository, 'node_modules/@types')],
        strict: true,
        checkJs: true,
        noEmit: true,
        erasableSyntaxOnly: true,
        allowImportingTsExtensions: true,
      },
      files,
    }),
  );
  run(folder, process.execPath, join(repository, 'node_modules/typescript/bin/tsc'), '-p', '.');
}
