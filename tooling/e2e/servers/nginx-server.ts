import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { need } from '../src/need.ts';
import { freePort } from './free-port.ts';
import { StartedProgram } from './started-program.ts';
import { waitUntil } from './wait-until.ts';

/** Not on the path of users that are not root. */
const nginx = '/usr/sbin/nginx';

/** Whether nginx is there, for tests of `what`. */
export function needNginx(what: string): boolean {
  return need({ what, command: [nginx, '-v'], install: 'apt-get install nginx-light' });
}

/** An nginx of the test's own, with its files in a temporary folder. It serves `/status` and, empty, all else. */
export class NginxServer implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  #program: StartedProgram | undefined;

  private constructor(url: string, folder: string) {
    this.url = url;
    this.#folder = folder;
  }

  /** Starts one, and resolves when it answers. */
  static async start(): Promise<NginxServer> {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-nginx-'));
    const address = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, 'nginx.conf'), configuration(address));
    const server = new NginxServer(`http://${address}`, folder);
    try {
      await server.startAgain();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Starts it on the same port, after `stop()`. */
  async startAgain(): Promise<void> {
    const program = new StartedProgram(nginx, [
      ...['-p', `${this.#folder}/`, '-c', 'nginx.conf'],
      // Before it has read its configuration, it would write to the log of the system's own.
      ...['-e', 'stderr'],
    ]);
    this.#program = program;
    await waitUntil(`nginx answers at ${this.url}`, () => fetch(`${this.url}/`));
  }

  async stop(): Promise<void> {
    await this.#program?.end();
  }

  /** Ends it and removes its files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function configuration(address: string): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${kind};\n`)
    .join('');
  // One process, so that ending it ends all of it.
  return `daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
${folders}  server {
    listen ${address};
    location = /status { stub_status; }
    location / { return 204; }
  }
}
`;
}
