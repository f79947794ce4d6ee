import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from './installation.ts';
import { importedPackages, printedAsShown, readPage } from './readme-example.ts';
import { publishedPackages } from './repository.ts';
import { typeCheck } from './type-check.ts';

/** What the fragments of the pages take for granted: what the reader's own program has. */
const readersOwn = {
  'globals.d.ts': `
    import type { IncomingMessage, ServerResponse } from 'node:http';
    declare global {
      type Handler = (req: IncomingMessage & { req: { raw: Request } }, res: ServerResponse) => unknown;
      const app: { get(path: string, handler: Handler): void };
      const response: ServerResponse;
      const scheduler: { activeTasks: number };
      interface Raw {
        readonly raw: IncomingMessage;
      }
      interface RawReply {
        readonly raw: ServerResponse;
        hijack(): void;
      }
      interface Context {
        readonly path: string;
        readonly req: IncomingMessage;
        readonly res: ServerResponse;
        respond?: boolean;
      }
      const fastify: { get(path: string, handler: (request: Raw, reply: RawReply) => void): void };
      const koa: { use(step: (context: Context, next: () => Promise<void>) => Promise<void>): void };
      const Deno: { serve(handler: (request: Request) => Promise<Response>): void };
      const Bun: { serve(options: { fetch(request: Request): Promise<Response> }): void };
    }
  `,
  'stock-collector.d.ts': `
    import type { Collector } from '@telltale/model';
    export function stockCollector(options: { url: string }): Collector;
  `,
};

/** Runs a command; once it printed what is shown and still runs, asks it to stop. What it says then is not looked at. */
async function runCommand(folder: string, command: string, shown: string | undefined) {
  // `exec`, so that the signal reaches the program and not a shell in between.
  const child = spawn(`exec ${command.trim().replace(/^npx /, './node_modules/.bin/')}`, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let stopping = false;
  const look = (chunk: Buffer): void => {
    if (stopping) return;
    printed += chunk.toString();
    stopping = shown !== undefined && printedAsShown(shown, printed);
    if (stopping) child.kill('SIGTERM');
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

/** Runs a program to its end; one that has tests, with vitest. */
function runProgram(folder: string, file: string, code: string): string {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = importedPackages(code).includes('vitest') ? [vitest, 'run', '--root', '.'] : [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, file], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe.each(publishedPackages())('the README of $name', ({ name, folder }) => {
  const { packages, examples } = readPage(readFileSync(join(folder, 'README.md'), 'utf8'));
  const files = examples.map(({ language, code }, index) => ({
    language,
    code,
    // vitest runs only what is called a test.
    file: `example-${index}${importedPackages(code).includes('vitest') ? '.test' : ''}.${language}`,
  }));
  let project: Installation;

  beforeAll(() => {
    const own = new Set(publishedPackages().map((each) => each.name));
    project = install(packages.filter((each) => own.has(each)));
    // Packages of others are not fetched: they are taken from this checkout.
    for (const foreign of packages.filter((each) => !own.has(each))) {
      const link = join(project.folder, 'node_modules', foreign);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(realpathSync(join(folder, 'node_modules', foreign)), link);
    }
    for (const { file, code } of files) writeFileSync(join(project.folder, file), code);
    for (const [file, code] of Object.entries(readersOwn)) {
      writeFileSync(join(project.folder, file), code);
    }
  });
  afterAll(() => {
    project[Symbol.dispose]();
  });

  it('tells to install the package, and all that its examples import', () => {
    expect(packages[0]).toBe(name);
    expect(packages).toEqual(
      expect.arrayContaining(files.flatMap(({ code }) => importedPackages(code))),
    );
  });

  const code = files.filter(({ language }) => language !== 'sh');
  it.skipIf(code.length === 0)('has examples that compile, fragments too', () => {
    typeCheck(project.folder, ['globals.d.ts', ...code.map(({ file }) => file)]);
  });

  it.each(examples.flatMap((one, index) => (one.language === 'js' ? [] : [{ index, ...one }])))(
    'has an example $index that runs as printed',
    async ({ index, language, code, output }) => {
      const run = async (): Promise<string> => {
        const file = files[index]?.file ?? '';
        if (language !== 'sh') return runProgram(project.folder, file, code);
        const { code: ended, printed } = await runCommand(project.folder, code, output);
        expect(ended).toBe(0);
        return printed;
      };
      const printed = await run();
      if (output !== undefined && !printedAsShown(output, printed)) expect(printed).toBe(output);
    },
  );
});
