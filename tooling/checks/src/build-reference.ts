// Writes docs/reference from the comments at what is exported: a page for each public module. Whatever typedoc warns
// of, such as a link to a name that is not there, fails it.
import { join } from 'node:path';
import { Application, Logger, LogLevel, TSConfigReader, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { publicModules } from './public-modules.ts';

export interface Reference {
  /** Files of TypeScript, each with the name that users import it by. */
  readonly modules: ReadonlyMap<string, string>;
  readonly tsconfig: string;
  /** The folder that is written anew. */
  readonly folder: string;
}

class CollectingLogger extends Logger {
  readonly problems: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.problems.push(message);
  }
}

/** Makes a reference. @returns what is wrong with it, a text for each fault */
export async function buildReference({ modules, tsconfig, folder }: Reference): Promise<string[]> {
  const options: TypeDocOptions & Partial<PluginOptions> = {
    name: 'Telltale',
    logLevel: LogLevel.Warn,
    // What is exported by several modules is on the page of the first.
    sortEntryPoints: false,
    readme: 'none',
    entryPoints: [...modules.keys()],
    tsconfig,
    plugin: ['typedoc-plugin-markdown'],
    router: 'module',
    // Types are checked by `pnpm typecheck`.
    skipErrorChecking: true,
    excludeInternal: true,
    disableSources: true,
    githubPages: false,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    // The anchors of headings alone are not always those that it links to.
    useHTMLAnchors: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    outputs: [{ name: 'markdown', path: folder }],
  };
  const app = await Application.bootstrapWithPlugins(options, [new TSConfigReader()]);
  const logger = new CollectingLogger();
  app.logger = logger;
  const entryPoints = app.getEntryPoints() ?? [];
  for (const entryPoint of entryPoints) {
    const name = modules.get(entryPoint.sourceFile.fileName);
    if (name !== undefined) entryPoint.displayName = name;
  }
  if (entryPoints.length !== modules.size) return [...logger.problems, 'a module was not found'];
  const project = app.converter.convert(entryPoints);
  app.validate(project);
  await app.generateOutputs(project);
  return logger.problems;
}

if (import.meta.main) {
  const root = process.cwd();
  const problems = await buildReference({
    modules: publicModules(root),
    tsconfig: join(root, 'tooling/checks/reference.tsconfig.json'),
    folder: join(root, 'docs/reference'),
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
