import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { DockerfileParser, type Copy, type Instruction } from 'dockerfile-ast';
import { run } from '../../src/repository.ts';
import { makeBaseImage } from './base-image.ts';

/** Where the build context is while a step runs: for packages that are not published yet. */
export const mountedContext = '/mnt';

export interface ImageOptions {
  readonly dockerfile: string;
  /** What is sent to the build. */
  readonly context: string;
  /** An empty folder, for the files of its stages. */
  readonly into: string;
  /** More of the environment in which steps run. */
  readonly buildEnv: Readonly<Record<string, string>>;
}

interface Stage {
  readonly root: string;
  readonly env: Record<string, string>;
  folder: string;
}

/** What the steps of a Dockerfile give, run without an engine: the files, and how to start it. */
export class Image {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly user: string;
  /** ENTRYPOINT and CMD. */
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  readonly stopSignal: NodeJS.Signals;

  /** Runs the steps, in the order in which they stand. */
  constructor({ dockerfile, context, into, buildEnv }: ImageOptions) {
    const stages = new Map<string, Stage>();
    const said = new Map<string, string>();
    let stage: Stage | undefined;
    for (const step of DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions()) {
      const keyword = step.getKeyword();
      if (keyword === 'FROM') {
        const name = step.getArguments()[2]?.getValue() ?? 'last';
        stage = beginStage(join(into, name));
        stages.set(name, stage);
      } else if (stage !== undefined) {
        if (!runStep(stage, step, { context, buildEnv, stages })) {
          said.set(keyword, step.getArgumentsContent() ?? '');
        }
      }
    }
    if (stage === undefined) throw new Error(`${dockerfile} has no FROM`);
    this.root = stage.root;
    this.env = stage.env;
    this.folder = stage.folder;
    this.user = said.get('USER') ?? '';
    this.command = [...words(said.get('ENTRYPOINT')), ...words(said.get('CMD'))];
    this.healthCheck = words(said.get('HEALTHCHECK')?.replace(/^.*?\bCMD /, ''));
    this.stopSignal = (said.get('STOPSIGNAL') ?? 'SIGTERM') as NodeJS.Signals;
  }
}

function beginStage(root: string): Stage {
  makeBaseImage(root);
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return { root, env: { PATH: path }, folder: '/' };
}

interface StepContext extends Pick<ImageOptions, 'context' | 'buildEnv'> {
  readonly stages: ReadonlyMap<string, Stage>;
}

/** Whether the step was one that is carried out now, and does not only say how to run the image. */
function runStep(
  stage: Stage,
  step: Instruction,
  { context, buildEnv, stages }: StepContext,
): boolean {
  switch (step.getKeyword()) {
    case 'WORKDIR':
      stage.folder = posix.resolve(stage.folder, step.getArgumentsContent() ?? '');
      mkdirSync(join(stage.root, stage.folder), { recursive: true });
      return true;
    case 'ENV':
      for (const argument of step.getArguments()) {
        const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(argument.getValue()) ?? [];
        stage.env[name] = value.replaceAll(
          /\$(\w+)/g,
          (_, other: string) => stage.env[other] ?? '',
        );
      }
      return true;
    case 'COPY':
      copyFiles(stage, step, context, stages);
      return true;
    case 'RUN':
      runCommand(stage, step.getArgumentsContent() ?? '', context, buildEnv);
      return true;
    default:
      return false;
  }
}

function copyFiles(
  stage: Stage,
  step: Instruction,
  context: string,
  stages: ReadonlyMap<string, Stage>,
): void {
  const given = step.getArguments().map((argument) => argument.getValue());
  const from = isCopy(step) ? (step.getFromFlag()?.getValue() ?? undefined) : undefined;
  const root = from === undefined ? context : stages.get(from)?.root;
  if (root === undefined) throw new Error(`there is no stage ${String(from)}`);
  const [sources, target = ''] = [given.slice(0, -1), given.at(-1)];
  const found = globSync(
    sources.map((source) => source.replace(/^\//, '')),
    { cwd: root },
  );
  if (found.length === 0) throw new Error(`COPY found nothing: ${sources.join(' ')}`);
  const to = join(stage.root, posix.resolve(stage.folder, target));
  for (const file of found) {
    // A folder gives what is in it, a file goes below a target that ends with a slash.
    cpSync(join(root, file), target.endsWith('/') ? join(to, posix.basename(file)) : to, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

function runCommand(
  { root, env, folder }: Stage,
  command: string,
  context: string,
  buildEnv: ImageOptions['buildEnv'],
): void {
  const variables = Object.entries({ ...env, ...buildEnv }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const script = `
    mount --rbind /dev "$1/dev"
    mount -t proc proc "$1/proc"
    mount --bind -o ro "$2" "$1${mountedContext}"
    cd "$1"; root=$1; shift 2
    exec chroot "$root" "$@"`;
  run(
    '/',
    ...(['unshare', '--mount', 'sh', '-ec', script, 'sh', root, context] as const),
    ...['env', '-i', ...variables, 'sh', '-ec', `cd ${folder}; ${command}`],
  );
}

function isCopy(step: Instruction): step is Copy {
  return step.getKeyword() === 'COPY';
}

function words(json: string | undefined): string[] {
  return json === undefined ? [] : (JSON.parse(json) as string[]);
}
