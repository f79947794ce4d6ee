import { readFileSync } from 'node:fs';
import { ConfigError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { flags, helpText, type Flag } from './cli-flags.ts';
import { parseCommandLine, type ServeOptions } from './command-line.ts';

const defaults: ServeOptions = {
  listenAddresses: [{ host: '127.0.0.1', port: 9464 }],
  telemetryPath: '/metrics',
  routePrefix: '',
  enableLifecycle: false,
  configFile: undefined,
  watchConfig: false,
  maxRequests: 40,
  exporterMetrics: true,
  logLevel: 'info',
  logFormat: 'logfmt',
};

describe('parseCommandLine', () => {
  it('serves on the loopback address with the defaults when there is no flag', () => {
    expect(parseCommandLine([])).toEqual({ command: 'serve', options: defaults });
    expect(parseCommandLine(['--'])).toEqual({ command: 'serve', options: defaults });
  });

  it.each([
    ['--web.telemetry-path', '/m', { telemetryPath: '/m' }],
    ['--web.listen-address', ':0', { listenAddresses: [{ port: 0 }] }],
    ['--web.max-requests', '0', { maxRequests: Infinity }],
    ['--log.level', 'debug', { logLevel: 'debug' }],
    ['--log.format', 'json', { logFormat: 'json' }],
  ])('takes the value of %s behind a space or an equals sign', (flag, value, options) => {
    const commandLine = { command: 'serve', options: { ...defaults, ...options } };
    expect(parseCommandLine([flag, value])).toEqual(commandLine);
    expect(parseCommandLine([`${flag}=${value}`])).toEqual(commandLine);
  });

  it('takes --web.disable-exporter-metrics without a value', () => {
    const args = ['--web.disable-exporter-metrics', '--log.level', 'debug'];
    expect(parseCommandLine(args)).toEqual({
      command: 'serve',
      options: { ...defaults, exporterMetrics: false, logLevel: 'debug' },
    });
  });

  it('takes several addresses, in their order', () => {
    const args = ['--web.listen-address=:1', '--web.listen-address', '[::1]:2'];
    expect(parseCommandLine(args)).toEqual({
      command: 'serve',
      options: { ...defaults, listenAddresses: [{ port: 1 }, { host: '::1', port: 2 }] },
    });
  });

  it.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--version'], 'version'],
    [['--version', '--help'], 'help'],
    [['--nonsense', '--help'], 'help'],
    [['--log.level=loud', '--version'], 'version'],
  ])('takes %j for the command %s, whatever else is there', (args, command) => {
    expect(parseCommandLine(args)).toEqual({ command });
  });

  it.each([
    [
      ['--web.listen-adress=:1'],
      '"--web.listen-adress" is not a flag. Did you mean --web.listen-address?',
    ],
    [
      ['--listen-address', ':1'],
      '"--listen-address" is not a flag. Did you mean --web.listen-address?',
    ],
    [['-log.level=info'], '"-log.level" is not a flag. Did you mean --log.level?'],
    [['--storage.path=x'], '"--storage.path" is not a flag. See --help.'],
    [['-x'], '"-x" is not a flag. See --help.'],
    [['--a\nb'], String.raw`"--a\nb" is not a flag. See --help.`],
    [['--__proto__=1'], '"--__proto__" is not a flag. See --help.'],
    [['serve'], '"serve" is not expected: every argument is a flag. See --help.'],
    [['--', '--help'], '"--help" is not expected: every argument is a flag. See --help.'],
    [['--log.level'], '--log.level needs a value: write --log.level=info.'],
    [
      ['--web.telemetry-path', '--log.level=info'],
      '--web.telemetry-path needs a value: write --web.telemetry-path=/metrics.',
    ],
    [
      ['--log.level=info', '--log.level=info'],
      '--log.level is given more than once: leave one of them.',
    ],
    [
      ['--web.disable-exporter-metrics=false'],
      '--web.disable-exporter-metrics takes no value: write --web.disable-exporter-metrics.',
    ],
    [
      ['--web.disable-exporter-metrics', 'true'],
      '"true" is not expected: every argument is a flag. See --help.',
    ],
    [
      ['--web.disable-exporter-metrics', '--web.disable-exporter-metrics'],
      '--web.disable-exporter-metrics is given more than once: leave one of them.',
    ],
    [
      ['--web.max-requests=-1'],
      '--web.max-requests: "-1" is not a number of scrapes: expected a whole number, such as 40, or 0 for no limit.',
    ],
    [['--log.level=INFO'], '--log.level: "INFO" is not one of debug, info, warn, error.'],
    [['--log.format='], '--log.format: "" is not one of logfmt, json.'],
    [
      ['--web.telemetry-path=metrics'],
      '--web.telemetry-path: "metrics" is not a path: expected one that begins with / and has no query, such as /metrics.',
    ],
    [
      ['--web.listen-address', '9464'],
      '--web.listen-address: "9464" is not an address to listen on: expected host:port, :port or [IPv6]:port with a ' +
        'port from 0 to 65535, such as 127.0.0.1:9464.',
    ],
  ])('refuses %j in one line that says what to do', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(new ConfigError(message));
  });
});

describe('helpText', () => {
  it('lists every flag with its default, and the exit codes', () => {
    expect(helpText()).toBe(`Usage: telltale-exporter [flags]

Serves metrics to Prometheus: of this machine and of the program itself, or what a configuration says.

Flags:
  --config.file=FILE
      The configuration: YAML, or a program (.ts, .js) whose default export it is. Without one, metrics of the machine and of the program itself are served.
  --config.watch
      Reload the configuration when its file changes. SIGHUP reloads it in any case.
  --web.listen-address=ADDRESS
      Where to listen: host:port, :port for all addresses, or [::1]:port; port 0 takes any free one. Repeatable. Default: 127.0.0.1:9464
  --web.telemetry-path=PATH
      Path of the metrics. Default: /metrics
  --web.max-requests=COUNT
      How many scrapes may be answered at the same time; further ones get status 503. 0 for no limit. Default: 40
  --web.disable-exporter-metrics
      Leave out the metrics about the program itself, whose names begin with promhttp_, process_, nodejs_ or allocator_, unless they are configured.
  --web.external-url=URL
      The URL that the exporter is reached at from outside, behind a proxy.
  --web.route-prefix=PATH
      What all paths begin with. Default: the path of --web.external-url
  --web.enable-lifecycle
      Reload the configuration at POST /-/reload.
  --log.level=LEVEL
      Log messages of this level and above: debug, info, warn or error. Default: info
  --log.format=FORMAT
      Form of the log lines: logfmt or json. Default: logfmt
  --version
      Print the version and end.
  --help
      Print this text and end.

Exit codes:
  0        stopped by SIGTERM or SIGINT after the scrapes in flight had ended
  1        could not start: the configuration is wrong, or an address is in use or not of this machine
  2        a flag is unknown or has a wrong value
  130, 143 ended at once by a second SIGINT or SIGTERM
`);
  });

  it('is what the README says', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const flag of flags as readonly Flag[]) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`--${flag.name}\``));
      expect(row).toContain(` ${flag.help} `);
      expect(row).toContain(flag.default === undefined ? '|' : `\`${flag.default}\``);
    }
  });
});
