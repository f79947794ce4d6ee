import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { helpText } from './cli/cli-flags.ts';
import { ExporterProcess } from './testing/exporter-process.ts';

// Starting Node.js takes long on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const started: ExporterProcess[] = [];
const anyPort = '--web.listen-address=127.0.0.1:0';

function node(...args: string[]): ExporterProcess {
  const program = new ExporterProcess(args);
  started.push(program);
  return program;
}

function exporter(...args: string[]): ExporterProcess {
  return node('src/main.ts', ...args);
}

/** The exporter with a collector that, from its second call on, answers after SIGUSR2. */
function slowExporter(): ExporterProcess {
  return node(
    '--input-type=module',
    '--eval',
    `import { runExporter } from '@telltale/exporter';
    let calls = 0;
    const slow = {
      name: 'slow',
      async collect() {
        calls++;
        if (calls === 1) return;
        await new Promise((resolve) => {
          process.once('SIGUSR2', resolve);
          console.log('collecting');
        });
      },
    };
    process.exitCode = await runExporter({ args: ['${anyPort}'], collectors: [slow] });`,
  );
}

async function takePort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    free: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

afterEach(async () => {
  const all = started.splice(0);
  for (const program of all) program.kill('SIGKILL');
  await Promise.all(all.map(({ ended }) => ended));
});

describe('telltale-exporter', () => {
  it('prints its version', async () => {
    const program = exporter('--version');
    expect(await program.ended).toBe(0);
    expect(program.out.text).toBe(`telltale-exporter ${manifest.version}\n`);
    expect(program.err.text).toBe('');
  });

  it('prints its flags', async () => {
    const program = exporter('--help');
    expect(await program.ended).toBe(0);
    expect(program.out.text).toBe(helpText());
    expect(program.err.text).toBe('');
  });

  it.each([
    [
      ['--web.listen-adress', ':0'],
      'telltale-exporter: "--web.listen-adress" is not a flag. Did you mean --web.listen-address?\n',
    ],
    [
      ['--web.listen-address=localhost'],
      'telltale-exporter: --web.listen-address: "localhost" is not an address to listen on: expected host:port, :port ' +
        'or [IPv6]:port with a port from 0 to 65535, such as 127.0.0.1:9464.\n',
    ],
    [
      ['--log.level', 'loud'],
      'telltale-exporter: --log.level: "loud" is not one of debug, info, warn, error.\n',
    ],
  ])('refuses %j with 2 and one line', async (args, line) => {
    const program = exporter(...args);
    expect(await program.ended).toBe(2);
    expect(program.err.text).toBe(line);
    expect(program.out.text).toBe('');
  });

  it('serves metrics, the page and health, and ends with 0 on SIGINT', async () => {
    const program = exporter(anyPort);
    const url = await program.err.url();
    const metrics = await fetch(url);
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toMatch(/^process_cpu_seconds_total \d/m);
    expect(await (await fetch(new URL('/', url))).text()).toContain('<h1>Telltale exporter</h1>');
    expect((await fetch(new URL('/-/healthy', url))).status).toBe(200);

    program.kill('SIGINT');
    expect(await program.ended).toBe(0);
    const { host } = new URL(url);
    expect(program.err.lines()).toEqual([
      `level=INFO msg=Listening address=${host} url=http://${host}/metrics`,
      expect.stringMatching(/^level=INFO msg=Stopping signal=SIGINT requests_in_flight=\d$/),
      'level=INFO msg=Stopped',
    ]);
    expect(program.out.text).toBe('');
  });

  it('listens on two addresses, below the path asked for', async () => {
    const program = exporter(anyPort, '--web.listen-address', ':0', '--web.telemetry-path', '/m');
    const urls = [await program.err.url(0), await program.err.url(1)];
    expect(urls[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/m$/);
    expect(urls[1]).toMatch(/^http:\/\/localhost:\d+\/m$/);
    for (const url of urls) {
      expect(await (await fetch(url)).text()).toContain(
        `exporter_build_info{version="${manifest.version}"`,
      );
    }
    program.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('logs JSON, and no more than --log.level lets through', async () => {
    const { port, free } = await takePort();
    const program = exporter(
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.format=json',
      '--log.level=error',
    );
    expect(await program.ended).toBe(1);
    await free();
    expect(program.err.lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        level: 'ERROR',
        msg:
          `Cannot listen on 127.0.0.1:${port}: it is in use. Stop what listens there, or choose another address with ` +
          '--web.listen-address.',
      },
    ]);
  });

  it('says which of its addresses is in use, and ends with 1', async () => {
    const { port, free } = await takePort();
    const program = exporter(anyPort, `--web.listen-address=127.0.0.1:${port}`);
    expect(await program.ended).toBe(1);
    await free();
    expect(program.err.lines()).toEqual([
      `level=ERROR msg="Cannot listen on 127.0.0.1:${port}: it is in use. Stop what listens there, or choose another ` +
        'address with --web.listen-address."',
    ]);
  });

  it('ends even where something holds the process open', async () => {
    const program = node(
      '--import=data:text/javascript,setInterval(()=>{},1e6)',
      'src/main.ts',
      anyPort,
    );
    await program.err.url();
    program.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });
});

describe('SIGTERM during a scrape', () => {
  it('lets the scrape end before the process does, with 0', async () => {
    const program = slowExporter();
    const url = await program.err.url();
    const scrape = fetch(url);
    await program.out.until(/collecting/);
    program.kill('SIGTERM');
    await program.err.until(/msg=Stopping signal=SIGTERM requests_in_flight=1\n/);
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    program.kill('SIGUSR2');
    const response = await scrape;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.text()).toContain('exporter_collector_success{collector="slow"} 1\n');
    expect(await program.ended).toBe(0);
    expect(program.err.lines().at(-1)).toBe('level=INFO msg=Stopped');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when %s follows, with %i', async (signal, code) => {
    const program = slowExporter();
    const scrape = fetch(await program.err.url()).catch((error: unknown) => error);
    await program.out.until(/collecting/);
    program.kill('SIGTERM');
    await program.err.until(/msg=Stopping/);
    program.kill(signal);
    expect(await program.ended).toBe(code);
    expect(await scrape).toBeInstanceOf(TypeError);
  });
});
