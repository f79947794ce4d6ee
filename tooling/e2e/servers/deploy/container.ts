import { spawnSync } from 'node:child_process';
import { descendantsOf } from '../process-tree.ts';
import { StartedProgram, type ProgramEnd } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';
import type { Image } from './image.ts';

/**
 * A process in an image, as an engine runs it with `--read-only`: it is process 1, sees no file but
 * those of the image, may write none of them, has no capability, and a network of its own.
 */
export class Container implements AsyncDisposable {
  readonly #program: StartedProgram;
  readonly #image: Image;
  readonly #pid: number;

  private constructor(program: StartedProgram, image: Image, pid: number) {
    this.#program = program;
    this.#image = image;
    this.#pid = pid;
  }

  /** Starts the image with its own command, and resolves when it has printed what `pattern` matches. */
  static async start(image: Image, pattern: RegExp): Promise<Container> {
    const script = `
      ip link set lo up
      mount --bind "$1" "$1"
      mount --rbind /dev "$1/dev"
      mount -t proc proc "$1/proc"
      mount -o remount,bind,ro "$1"
      cd "$1"; root=$1; user=$2; folder=$3; shift 3
      exec setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid --inh-caps=-all \\
        chroot --userspec="$user" --groups= "$root" "$@"`;
    const program = new StartedProgram('unshare', [
      ...['--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child'],
      ...['sh', '-ec', script, 'sh', image.root, image.user, image.folder],
      ...environment(image),
      ...image.command,
    ]);
    try {
      await program.printed(pattern);
      const pid = await waitUntil(
        'the process in the container',
        () => descendantsOf(program.pid)[0]?.pid,
      );
      return new Container(program, image, pid);
    } catch (error) {
      await program.end();
      throw error;
    }
  }

  get output(): string {
    return this.#program.output;
  }

  /** Its number outside. */
  get pid(): number {
    return this.#pid;
  }

  /** Runs a command in it, as `docker exec` does. */
  exec(
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): { status: number | null; output: string } {
    const [uid = '', gid = ''] = this.#image.user.split(':');
    const { status, stdout, stderr } = spawnSync(
      'nsenter',
      [
        ...[`--target=${this.#pid}`, '--mount', '--pid', '--net', '--root', '--wd'],
        ...[`--setuid=${uid}`, `--setgid=${gid}`],
        ...environment(this.#image, env),
        ...command,
      ],
      { encoding: 'utf8' },
    );
    return { status, output: `${stdout}${stderr}` };
  }

  /** Stops it as `docker stop` does, and gives how it ended. */
  stop(): Promise<ProgramEnd> {
    process.kill(this.#pid, this.#image.stopSignal);
    return this.#program.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.end();
  }
}

function environment(image: Image, more: Readonly<Record<string, string>> = {}): string[] {
  const variables = Object.entries({ ...image.env, ...more });
  return ['/usr/bin/env', '-i', ...variables.map(([name, value]) => `${name}=${value}`)];
}
