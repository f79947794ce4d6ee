// Runs every check of the repository in order and says how each ended. Stops at the first failure
// and prints what that step printed. Steps that turbo runs are cached by package.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const steps: readonly (readonly [name: string, command: string])[] = [
  ['build', 'pnpm run build'],
  ['type check', 'pnpm run typecheck'],
  ['lint', 'pnpm run lint'],
  ['format', 'pnpm run format:check'],
  ['import directions and cycles', 'pnpm run imports'],
  ['unit tests, type tests, examples', 'pnpm run test:unit'],
  ['API reports', 'pnpm run api'],
  ['reference, links', 'pnpm run docs:check'],
  ['tarballs: publint, attw', 'pnpm run tarballs'],
  ['unused files, exports, dependencies', 'pnpm run unused'],
  ['one version of each dependency', 'pnpm run versions'],
  ['size limits', 'pnpm run size'],
  ['declarations with TypeScript 5.9, 6.0, 7.0', 'pnpm run declarations'],
  ['packed tarballs, releases', 'pnpm run test:e2e'],
  // .ci/run runs these by itself, once it has installed what they need.
  ...(process.env['TELLTALE_SERVERS_LATER'] === '1'
    ? []
    : [['real servers and tools', 'pnpm run test:servers'] as const]),
];

interface Outcome {
  code: number;
  output: string;
}

function run(command: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** Lines worth seeing of a step that passed: what was skipped, and how many tests ran. */
function highlights(output: string): string[] {
  // Vitest colours what it prints, also where nobody sees it.
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('skipped: ') || /^Tests\s+\d/.test(line));
}

for (const [name, command] of steps) {
  const started = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0) {
    console.error(`${output}\nFAILED  ${name} (${seconds} s): ${command}`);
    process.exit(1);
  }
  console.log(`ok      ${name} (${seconds} s)`);
  for (const line of highlights(output)) console.log(`        ${line}`);
}
