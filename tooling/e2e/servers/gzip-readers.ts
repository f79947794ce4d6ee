import { spawn, spawnSync } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { need } from '../src/need.ts';

/** A program that asks for a page in gzip and decodes it. */
export interface GzipReader extends Disposable {
  /** @throws Error where the page does not come in gzip, or cannot be read */
  read(url: string): Promise<Buffer>;
}

/** The readers by name. They are made when a test needs them, because one has to be compiled. */
export const gzipReaders: Readonly<
  Record<string, { readonly isThere: boolean; readonly make: () => GzipReader }>
> = {
  'node:zlib': { isThere: true, make: () => reader(readWithGunzip) },
  'fetch() of Node.js': { isThere: true, make: () => reader(readWithFetch) },
  curl: {
    isThere: need({
      what: 'readings of kept gzip pages by curl',
      command: ['curl', '--version'],
      install: 'apt-get install curl',
    }),
    make: () =>
      reader((url) =>
        outputOf('curl', [
          ...['--silent', '--show-error', '--fail', '--noproxy', '*'],
          ...['--compressed', '--header', 'Accept-Encoding: gzip', url],
        ]),
      ),
  },
  'gzip of Python': {
    isThere: need({
      what: 'readings of kept gzip pages by Python',
      command: ['/usr/bin/python3', '-c', 'import gzip'],
      install: 'apt-get install python3',
    }),
    make: () => {
      const script = join(import.meta.dirname, 'read_gzip.py');
      return reader((url) => outputOf('/usr/bin/python3', [script, url]));
    },
  },
  'net/http of Go': {
    isThere: need({
      what: 'readings of kept gzip pages by Go',
      command: ['go', 'version'],
      install: 'apt-get install golang-go',
      isOptional: true,
    }),
    make: compiledGoReader,
  },
};

function reader(read: GzipReader['read'], dispose?: () => void): GzipReader {
  return { read, [Symbol.dispose]: () => dispose?.() };
}

async function readWithGunzip(url: string): Promise<Buffer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers: { 'Accept-Encoding': 'gzip' } }, resolve)
      .once('error', reject)
      .end();
  });
  expectGzip(response.headers['content-encoding']);
  return gunzipSync(await buffer(response));
}

async function readWithFetch(url: string): Promise<Buffer> {
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
  expectGzip(response.headers.get('content-encoding'));
  return Buffer.from(await response.arrayBuffer());
}

function expectGzip(coding: string | null | undefined): void {
  if (coding !== 'gzip') throw new Error(`the page came in ${coding ?? 'no coding'}`);
}

function compiledGoReader(): GzipReader {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-read-gzip-'));
  const program = join(folder, 'read_gzip');
  const source = join(import.meta.dirname, 'read_gzip.go');
  const { status, stderr } = spawnSync('go', ['build', '-o', program, source], {
    env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '' },
    encoding: 'utf8',
  });
  const remove = (): void => {
    rmSync(folder, { recursive: true });
  };
  if (status === 0) return reader((url) => outputOf(program, [url]), remove);
  remove();
  throw new Error(`read_gzip.go does not compile:\n${stderr}`);
}

async function outputOf(program: string, args: readonly string[]): Promise<Buffer> {
  const env = { ...process.env, NO_PROXY: '*' };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [output, complaints, code] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    ended,
  ]);
  if (code === 0) return output;
  throw new Error(`${program} ended with ${String(code)}\n${complaints.toString()}`);
}
