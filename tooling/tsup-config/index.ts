import { existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

interface LibraryOptions {
  /** Files that are run, not imported: built without declarations. */
  programs?: string[];
  /**
   * Properties that are given short names in what is built, as bundlers do not dare to: none of them may be part of the
   * public API, nor be used by another package.
   */
  shortened?: string[];
}

/**
 * Builds the package in the working directory: one ES module with declarations for each entry of
 * `exports` that has a source.
 */
export function library({ programs = [], shortened = [] }: LibraryOptions = {}) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | Record<string, string>>;
  };
  const sources = Object.values(manifest.exports)
    .map((target) => (typeof target === 'string' ? undefined : target['@telltale/source']))
    .filter((source) => source !== undefined);
  return defineConfig({
    entry: [...sources, ...programs],
    dts: { entry: sources },
    format: 'esm',
    target: 'node22.18',
    platform: 'neutral',
    // Node's own modules stay as they are written, with their prefix.
    removeNodeProtocol: false,
    external: [/^node:/],
    tsconfig: existsSync('tsconfig.build.json') ? 'tsconfig.build.json' : 'tsconfig.json',
    esbuildOptions(options) {
      if (shortened.length > 0) options.mangleProps = new RegExp(`^(?:${shortened.join('|')})$`);
    },
    clean: true,
    silent: true,
  });
}
