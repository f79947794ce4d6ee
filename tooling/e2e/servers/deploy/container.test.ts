import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { waitUntil } from '../wait-until.ts';
import { Container } from './container.ts';
import { deployFolder } from './deploy-files.ts';
import { Image } from './image.ts';
import { packProject } from './packed-project.ts';

const folder = join(deployFolder, 'docker');
const mayUnshare = need({
  what: 'the image of the Dockerfile',
  command: ['sh', '-c', 'unshare --mount --pid --net --fork ip link set lo up'],
  missing: 'unshare, as root, with ip,',
  install: 'apt-get install util-linux iproute2',
});

describe.runIf(mayUnshare && process.platform === 'linux')('the image of the Dockerfile', () => {
  const cleanup = new AsyncDisposableStack();
  let image: Image;
  let container: Container;

  beforeAll(async () => {
    const made = mkdtempSync(join(tmpdir(), 'telltale-image-'));
    // Before anything is in it, as it is large and may fail half-way.
    cleanup.defer(() => {
      rmSync(made, { recursive: true });
    });
    const [context, into] = [join(made, 'context'), join(made, 'stages')];
    mkdirSync(context);
    packProject(context);
    image = new Image({
      dockerfile: join(folder, 'Dockerfile'),
      context,
      into,
      buildEnv: { npm_config_offline: 'true' },
    });
    container = cleanup.use(await Container.start(image, /msg=Listening .*\n/));
  });

  afterAll(() => cleanup.disposeAsync());

  const get = (path: string): { status: number | null; output: string } =>
    container.exec([
      ...[
        'node',
        '-e',
        'fetch(process.argv[1]).then(async (r) => console.log(r.status, await r.text()))',
      ],
      `http://127.0.0.1:9464${path}`,
    ]);

  test('serves metrics with the command that it names, of the machine too', () => {
    const { output } = get('/metrics');

    expect(output).toMatch(/^200 /);
    expect(output).toMatch(/^node_memory_MemTotal_bytes \d/m);
    expect(output).toMatch(/^exporter_build_info\{.*node="v24\./m);
    // The addon was installed, and finds the allocator of the image.
    expect(output).toContain('allocator_available{allocator="glibc",reason="found"} 1');
    expect(output).not.toMatch(/^exporter_collector_success\{.*\} 0$/m);
  });

  test('runs as process 1 of a user who is nobody, without any capability', () => {
    const status = readFileSync(`/proc/${container.pid}/status`, 'utf8');

    expect(image.user).toBe('65532:65532');
    expect(status).toMatch(/^Uid:\s+65532\s+65532\s+65532\s+65532$/m);
    expect(status).toMatch(/^Gid:\s+65532\s+65532\s+65532\s+65532$/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^NSpid:\s+\d+\s+1$/m);
  });

  test('needs to write nothing: its root is read-only', () => {
    const write = (path: string): string =>
      container.exec(['node', '-e', `require('fs').writeFileSync('${path}', '')`]).output;

    for (const path of ['/x', '/tmp/x', '/opt/telltale/x']) expect(write(path)).toContain('EROFS');
    expect(container.output).not.toMatch(/level=(WARN|ERROR)/);
  });

  test('has a health check that tells whether it answers', () => {
    expect(container.exec(image.healthCheck)).toEqual({ status: 0, output: '' });
    const elsewhere = { HEALTH_URL: 'http://127.0.0.1:9465/-/healthy' };
    expect(container.exec(image.healthCheck, elsewhere)).toEqual({ status: 1, output: '' });
    const notThere = { HEALTH_URL: 'http://127.0.0.1:9464/no/such/page' };
    expect(container.exec(image.healthCheck, notThere)).toEqual({ status: 1, output: '' });
  });

  test('takes other commands, as `docker run IMAGE check` does', () => {
    const { status, output } = container.exec(['telltale-exporter', '--version']);

    expect(output).toMatch(/^telltale-exporter.* \d+\.\d+\.\d+/);
    expect(status).toBe(0);
  });

  test('has no npm and nothing of the build', () => {
    for (const path of [
      'usr/local/bin/npm',
      'usr/local/lib/node_modules',
      'opt/telltale/package.json',
    ]) {
      expect(existsSync(join(image.root, path)), path).toBe(false);
    }
  });

  // The last one.
  test('ends at once and with 0 on the signal that it names', async () => {
    await waitUntil('it is ready', () => get('/-/ready').output.startsWith('200') || undefined);

    await expect(container.stop()).resolves.toEqual({ code: 0, signal: null });
    expect(container.output).toMatch(/msg=Stopped\n$/);
  });
});
