import { ConfigError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { helpText } from './cli-flags.ts';
import { parseCommandLine, type ServeOptions } from './command-line.ts';

const defaults: ServeOptions = {
  listenAddresses: [{ host: '127.0.0.1', port: 9464 }],
  telemetryPath: '/metrics',
  routePrefix: '',
  enableLifecycle: false,
  configFile: undefined,
  watchConfig: false,
  webConfigFile: undefined,
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

  it.each([
    [['serve'], { command: 'serve', options: defaults }],
    [['check', '--config.file=x'], { command: 'check', configFile: 'x', isStrict: false }],
    [
      ['check', '--web.config.file=w', '--strict'],
      { command: 'check', webConfigFile: 'w', isStrict: true },
    ],
    [['query', 'a', 'b'], { command: 'query', configFile: undefined, collectors: ['a', 'b'] }],
    [
      ['query', '--config.file', 'x', 'a'],
      { command: 'query', configFile: 'x', collectors: ['a'] },
    ],
    [['diff'], { command: 'diff', configFile: undefined, other: 'http://127.0.0.1:9464' }],
    [['diff', 'old.yaml'], { command: 'diff', configFile: undefined, other: 'old.yaml' }],
    [['convert', 'x'], { command: 'convert', file: 'x', from: undefined }],
    [['convert', 'x', '--from=justwatch'], { command: 'convert', file: 'x', from: 'justwatch' }],
    [['schema'], { command: 'schema' }],
    [['hash-password'], { command: 'hash-password' }],
    [['completion', 'zsh'], { command: 'completion', shell: 'zsh' }],
  ])('takes the command of %j', (args, commandLine) => {
    expect(parseCommandLine(args)).toEqual(commandLine);
  });

  it.each([
    [['--web.external-url=https://example.org/a/b/'], '/a/b'],
    [['--web.external-url=https://example.org'], ''],
    [['--web.external-url=https://example.org/a', '--web.route-prefix=/'], ''],
    [['--web.route-prefix=/é/'], '/%C3%A9'],
  ])('takes the prefix of paths from %j', (args, routePrefix) => {
    expect(parseCommandLine(args)).toEqual({
      command: 'serve',
      options: { ...defaults, routePrefix },
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
    [['serve', 'x'], '"x" is not expected: every argument is a flag. See --help.'],
    [
      ['check', 'telltale.yaml'],
      '"telltale.yaml" is not expected: every argument is a flag. Did you mean --config.file=telltale.yaml?',
    ],
    [['a/b.yml'], '"a/b.yml" is not a command. Did you mean --config.file=a/b.yml?'],
    [['chekc'], '"chekc" is not a command. Did you mean check?'],
    [['x'], '"x" is not a command. See --help.'],
    [
      ['--config.file=x.yaml', 'check'],
      '"check" is a command: write it first, telltale-exporter check.',
    ],
    [
      ['check', '--log.level=info'],
      '--log.level has no meaning for the command check. See --help.',
    ],
    [['query'], 'query needs to know of what: write telltale-exporter query COLLECTOR....'],
    [['convert', 'a', 'b'], '"b" is not expected: it takes FILE. See --help.'],
    [['completion', 'sh'], '"sh" is not one of bash, zsh, fish.'],
    [['--config.watch'], '--config.watch needs a file to watch: give --config.file.'],
    [
      ['--config.file='],
      '--config.file: it is empty: expected the name of a file, such as telltale.yaml.',
    ],
    [
      ['--web.route-prefix=x'],
      '--web.route-prefix: "x" is not a path: expected one that begins with / and has no query, such as /exporter.',
    ],
    [
      ['--web.external-url=example.org'],
      '--web.external-url: "example.org" is not a URL to reach the exporter at: expected one such as ' +
        'https://example.org/exporter.',
    ],
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
  it('lists every command and flag with its default, and the exit codes', () => {
    expect(helpText()).toBe(`Usage: telltale-exporter [command] [flags]

Serves metrics to Prometheus: of this machine and of the program itself, or what a configuration says.

Commands:
  serve
      Serve metrics. This is what it does without a command.
  check
      Say whether the configuration is right, without serving it.
  query COLLECTOR...
      Collect once from these collectors or sources, and print their metrics.
  diff [OTHER]
      Say what a reload would change: compare the configuration with that of OTHER, the URL of an exporter that runs (http://127.0.0.1:9464 if not given) or a file.
  convert FILE
      Print the configuration of another exporter of SQL queries as one of this exporter.
  schema
      Print the JSON Schema of the configuration, for editors.
  hash-password
      Read a password from standard input, and print the bcrypt hash of it for the web configuration.
  completion SHELL
      Print a script that completes commands and flags in a shell: bash, zsh or fish.

Flags, of serve where no other command is named:
  --config.file=FILE (serve, check, query, diff)
      The configuration: YAML, or a program (.ts, .js) whose default export it is. Without one, metrics of the machine and of the program itself are served.
  --config.watch
      Reload the configuration when its file changes. SIGHUP reloads it in any case.
  --web.listen-address=ADDRESS
      Where to listen: host:port, :port for all addresses, or [::1]:port; port 0 takes any free one. Repeatable. Default: 127.0.0.1:9464
  --web.telemetry-path=PATH
      Path of the metrics. Default: /metrics
  --web.config.file=FILE (serve, check)
      Encryption, users and more, in the file format of Prometheus and its exporters. Default: connections are not encrypted, and anybody may ask.
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
  --strict (check)
      Fail for warnings, too: names of metrics and labels that break conventions or meet those of others.
  --from=KIND (convert)
      Whose configuration the file is: sql_exporter (of burningalchemist), or justwatch (its sql_exporter). Default: what it looks like
  --version
      Print the version and end.
  --help
      Print this text and end.

Exit codes:
  0        stopped by SIGTERM or SIGINT after the scrapes in flight had ended; other commands: all is well
  1        could not start: the configuration is wrong, or an address is in use or not of this machine; other commands: what was asked for is wrong or failed
  2        a command or flag is unknown or has a wrong value
  3        diff found differences
  130, 143 ended at once by a second SIGINT or SIGTERM
`);
  });
});
