/** Node.js, or a program that gives itself out for it. */
export type Engine = 'node' | 'bun' | 'deno';

/**
 * Which one runs this. Bun and Deno have all functions of Node.js that are looked at here, but some of them give 0, or what
 * was made up, whatever happens (seen with Bun 1.4 and Deno 2.9): so what is shown there goes by their names.
 */
export function engineOf(versions: NodeJS.ProcessVersions): Engine {
  if (versions['bun'] !== undefined) return 'bun';
  return versions['deno'] === undefined ? 'node' : 'deno';
}

export const engine: Engine = engineOf(process.versions);
