import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { need } from '../src/need.ts';
import { freePort } from './free-port.ts';
import { StartedProgram } from './started-program.ts';
import { waitUntil } from './wait-until.ts';

/** Whether Redis is there, for tests of `what`. */
export function needRedis(what: string): boolean {
  return need({
    what,
    command: ['redis-server', '--version'],
    install: 'apt-get install redis-server redis-tools',
  });
}

/** A Redis of the test's own, with its files in a temporary folder. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #args: readonly string[];
  #program: StartedProgram | undefined;

  private constructor(port: number, folder: string, args: readonly string[]) {
    this.port = port;
    this.folder = folder;
    this.#args = args;
  }

  /** Starts one, and resolves when it answers. `args` are given the folder, which is empty. */
  static async start(args: (folder: string) => readonly string[] = () => []): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-redis-'));
    const server = new RedisServer(await freePort(), folder, args(folder));
    try {
      await server.startAgain();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Starts it on the same port, after `stop()`, with the keys that it had. */
  async startAgain(): Promise<void> {
    this.#program = new StartedProgram('redis-server', [
      ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder],
      ...['--appendonly', 'yes', '--unixsocket', this.socket, '--enable-debug-command', 'yes'],
      ...this.#args,
    ]);
    await this.#program.printed(/Ready to accept connections/);
  }

  /** The path of its Unix socket. */
  get socket(): string {
    return join(this.folder, 'socket');
  }

  /** Sends a command from outside, through the Unix socket. */
  command(...words: readonly string[]): string {
    return execFileSync('redis-cli', ['-s', this.socket, ...words], { encoding: 'utf8' }).trim();
  }

  /** The same without waiting for it meanwhile. */
  async commandLater(...words: readonly string[]): Promise<void> {
    await promisify(execFile)('redis-cli', ['-e', '-s', this.socket, ...words]);
  }

  /** The commands that clients other than redis-cli are at, by CLIENT LIST. */
  clients(): string[] {
    return this.command('CLIENT', 'LIST')
      .split('\n')
      .filter((line) => !line.includes('cmd=client|list'));
  }

  /** Waits until no client is connected any more. */
  async haveLeft(): Promise<void> {
    await waitUntil('clients leave Redis', () => {
      const clients = this.clients();
      if (clients.length > 0) throw new Error(clients.join('\n'));
      return true;
    });
  }

  /** Has it stand still, until what it gives is called. */
  freeze(): () => void {
    if (this.#program === undefined) throw new Error('Redis is stopped');
    const { pid } = this.#program;
    process.kill(pid, 'SIGSTOP');
    return () => {
      process.kill(pid, 'SIGCONT');
    };
  }

  async stop(): Promise<void> {
    await this.#program?.end();
  }

  /** Ends it and removes its files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
