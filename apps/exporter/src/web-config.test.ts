import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExporter } from './run-exporter.ts';
import {
  expiredCertificate,
  expiredKey,
  serverCertificate,
  serverKey,
} from './testing/certificates.ts';
import { FakeIo } from './testing/fake-io.ts';
import { RunningExporter, type Answer } from './testing/running-exporter.ts';
import { samplesOf } from './testing/samples.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

const password = 's3cret/of"älice: 1';
const hash = hashSync(password, 4);
const users = `basic_auth_users: { alice: ${hash} }\n`;

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(async () => {
  await RunningExporter.endAll();
  folder[Symbol.dispose]();
});

function start(text: string, ...args: string[]): Promise<RunningExporter> {
  return RunningExporter.start([
    `--web.config.file=${folder.write('web.yml', text)}`,
    '--web.disable-exporter-metrics',
    '--log.level=debug',
    ...args,
  ]);
}

/** Changes the file, and waits until it counts as whole. */
async function change(text: string): Promise<void> {
  folder.write('web.yml', text);
  await sleep(300);
}

function basic(user: string, secret: string) {
  return { Authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}
const asAlice = { headers: basic('alice', password) };

async function statusOf(
  exporter: RunningExporter,
  init = {},
  path = '/-/healthy',
): Promise<number> {
  return (await exporter.ask(path, init)).statusCode ?? 0;
}

describe('an exporter with users', () => {
  const paths = ['/', '/metrics', '/probe', '/config', '/-/healthy', '/-/ready', '/nothing'];

  it.each(paths)('wants a password for %s', async (path) => {
    const exporter = await start(users);
    const { statusCode, headers, body } = await exporter.ask(path);
    expect([statusCode, body]).toEqual([401, 'A user name and a password are needed.\n']);
    expect(headers['www-authenticate']).toBe('Basic realm="telltale-exporter", charset="UTF-8"');
    expect(await statusOf(exporter, asAlice, path)).not.toBe(401);
  });

  it('wants it for POST /-/reload too', async () => {
    const exporter = await start(users, '--web.enable-lifecycle');
    expect(await statusOf(exporter, { method: 'POST' }, '/-/reload')).toBe(401);
    expect(await statusOf(exporter, { method: 'POST', ...asAlice }, '/-/reload')).toBe(200);
    expect(await statusOf(exporter, asAlice, '/-/reload')).toBe(405);
  });

  it.each([
    ['another password', basic('alice', 'else').Authorization],
    ['another user', basic('bob', password).Authorization],
    ['no password', basic('alice', '').Authorization],
    ['no colon', `Basic ${Buffer.from('alice').toString('base64')}`],
    ['another scheme', `Bearer ${Buffer.from(`alice:${password}`).toString('base64')}`],
    ['no base64', 'Basic ???'],
    ['nothing', 'Basic'],
  ])('lets nobody in with %s', async (_what, header = '') => {
    const exporter = await start(users);
    expect(await statusOf(exporter, { headers: { Authorization: header } })).toBe(401);
  });

  it('warns of who is not let in, and tells only the log why', async () => {
    const exporter = await start(users);
    const answers = new Set<string>();
    for (const headers of [
      {},
      basic('alice', 'planted-1'),
      basic('bob', 'planted-2'),
      basic('planted-3', password),
      asAlice.headers,
    ]) {
      const { statusCode, headers: sent, body } = await exporter.ask('/-/healthy', { headers });
      // The time of the answer is all that may differ.
      const shown = JSON.stringify([statusCode, { ...sent, date: '' }, body]);
      if (statusCode !== 200) answers.add(shown);
    }
    expect(answers.size).toBe(1);
    const said = exporter.io.err.lines().filter((line) => line.includes('Not let in'));
    expect(said).toEqual([
      'level=WARN msg="Not let in" client=127.0.0.1 reason="no user and password"',
      'level=WARN msg="Not let in" client=127.0.0.1 reason="wrong password"',
      'level=WARN msg="Not let in" client=127.0.0.1 reason="unknown user"',
      'level=DEBUG msg="Not let in" client=127.0.0.1 reason="unknown user"',
    ]);
    expect(exporter.io.err.text).not.toContain('planted');
  });

  it('answers 503 to those who would wait for too long behind wrong passwords', async () => {
    const exporter = await start(users);
    expect(await statusOf(exporter, asAlice)).toBe(200);
    const guesses = Array.from({ length: 200 }, (_, index) =>
      exporter.ask('/-/healthy', { headers: basic('alice', `guess ${index}`) }),
    );
    expect(await statusOf(exporter, asAlice)).toBe(200);
    const answers = await Promise.all(guesses);
    const busy = answers.find(({ statusCode }) => statusCode === 503) as Answer;
    expect(busy.body).toBe('Too many passwords are being checked: try again later.\n');
    expect(busy.headers['retry-after']).toBe('1');
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([401, 503]));
  });

  it('follows its file without a restart, and stays as it was when that is wrong', async () => {
    const exporter = await start(users);
    const other = hashSync('another', 4);
    await change(`basic_auth_users: { alice: ${other} }`);
    expect(await statusOf(exporter, asAlice)).toBe(401);
    const asBefore = { headers: basic('alice', 'another') };
    expect(await statusOf(exporter, asBefore)).toBe(200);

    await change('basic_auth_users: { alice: another }');
    expect(await statusOf(exporter)).toBe(401);
    const page = samplesOf((await exporter.ask('/metrics', asBefore)).body);
    expect(page.get('exporter_web_config_last_reload_successful')).toBe(0);

    await change('');
    expect(await statusOf(exporter)).toBe(401);
    await change('basic_auth_users: {}');
    const open = samplesOf(await exporter.metrics());
    expect(open.get('exporter_web_config_last_reload_successful')).toBe(1);

    const said = exporter.io.err.lines().filter((line) => line.includes('Web configuration'));
    expect(said.map((line) => line.replaceAll(folder.path, '.'))).toEqual([
      'level=INFO msg="Web configuration reloaded"',
      'level=ERROR msg="Web configuration not reloaded" error="./web.yml:1:28: basic_auth_users.alice: expected the ' +
        'bcrypt hash of a password, $2y$10$…: telltale-exporter hash-password makes one"',
      'level=ERROR msg="Web configuration not reloaded" error="./web.yml: it is empty now: to serve without any of ' +
        'it, start anew."',
      'level=INFO msg="Web configuration reloaded"',
    ]);
  });

  it('says nothing of passwords and hashes', async () => {
    const exporter = await start(users);
    const said: string[] = [];
    for (const path of ['/', '/metrics', '/config', '/nothing']) {
      const { body, headers } = await exporter.ask(path, asAlice);
      said.push(body, JSON.stringify(headers));
      await exporter.ask(path, { headers: basic('alice', `${password}!`) });
    }
    await change(`basic_auth_users: { alice: ${hash}x }`);
    await statusOf(exporter);
    said.push(exporter.io.err.text);
    const everything = said.join('\n');
    expect(everything).toContain('not reloaded');
    for (const secret of [password, JSON.stringify(password).slice(1, -1), hash]) {
      expect(everything).not.toContain(secret);
    }
    expect(everything).not.toContain(asAlice.headers.Authorization.slice(6, 26));
  });
});

describe('an exporter with headers', () => {
  const headers = [
    "Content-Security-Policy: default-src 'none'",
    'X-Frame-Options: deny',
    'X-XSS-Protection: "0"',
    'Strict-Transport-Security: max-age=60',
  ];
  const text = `http_server_config:\n  headers:\n    ${headers.join('\n    ')}\n`;

  it.each(['/', '/metrics', '/nothing'])('sends them with %s, before its own', async (path) => {
    const { headers: sent } = await (await start(text)).ask(path);
    expect(sent).toMatchObject({
      'content-security-policy': "default-src 'none'",
      'x-frame-options': 'deny',
      'x-xss-protection': '0',
      'strict-transport-security': 'max-age=60',
    });
  });

  it('sends them to those who are not let in', async () => {
    const { statusCode, headers: sent } = await (await start(text + users)).ask('/');
    expect([statusCode, sent['x-frame-options']]).toEqual([401, 'deny']);
  });
});

describe('an exporter with a limit of the rate', () => {
  it('answers 429 to what is more, whoever asks, and another limit without a restart', async () => {
    const exporter = await start(`rate_limit: { interval: 1h, burst: 2 }\n${users}`);
    expect(await statusOf(exporter)).toBe(401);
    expect(await statusOf(exporter, asAlice)).toBe(200);
    const { statusCode, headers, body } = await exporter.ask('/-/healthy', asAlice);
    expect([statusCode, body]).toEqual([429, 'Too many requests: try again later.\n']);
    expect(headers['retry-after']).toBe('3600');
    await change(users);
    expect(await statusOf(exporter, asAlice)).toBe(200);
  });
});

describe('an exporter with a certificate', () => {
  const certificates = 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }\n';
  const name = 'exporter_web_config_certificate_expiry_timestamp_seconds';
  const warning =
    'level=WARN msg="Certificate of the exporter" warning="the certificate has expired at 2025-02-01T00:00:00.000Z, ' +
    'and clients refuse it: renew it"';
  const gathered = async (web: string, ...changes: string[]) => {
    const exporter = await start(web);
    for (const text of changes) {
      await change(text);
      // Each connection asks for the configuration of the moment, even one that fails.
      await exporter.ask('/-/healthy').catch(() => undefined);
    }
    return exporter;
  };

  it('warns at the start, and when it is read anew, of one that has expired', async () => {
    folder.write('cert.pem', expiredCertificate);
    folder.write('key.pem', expiredKey);
    const exporter = await gathered(certificates, 'basic_auth_users: {}\n', certificates);
    const said = exporter.io.err.lines().filter((line) => /Certificate|reloaded"/.test(line));
    const reloaded = 'level=INFO msg="Web configuration reloaded"';
    expect(said).toEqual([warning, reloaded, reloaded, warning]);
  });

  it('shows when it expires, where there is one', async () => {
    folder.write('cert.pem', serverCertificate);
    folder.write('key.pem', serverKey);
    const open = 'basic_auth_users: {}\n';
    const exporter = await start(open);
    expect(await exporter.metrics()).not.toContain(name);
    await change(open + certificates);
    const page = samplesOf(await exporter.encryptedMetrics());
    expect(page.get(name)).toBe(Date.parse('2126-11-02T08:04:45Z') / 1000);
    expect(exporter.io.err.text).not.toContain('Certificate');
  });
});

describe('serve', () => {
  it('does not start with a web configuration that is wrong, and says all that is', async () => {
    const io = new FakeIo();
    const file = folder.write('web.yml', 'a: 1\nb: 2\n');
    const args = ['--web.listen-address=127.0.0.1:0', `--web.config.file=${file}`];
    expect(await runExporter({ args, io })).toBe(1);
    expect(io.err.lines().map((line) => line.replaceAll(folder.path, '.'))).toEqual(
      [1, 2].map(
        (line) =>
          `level=ERROR msg="./web.yml:${line}:1: ${'ab'[line - 1]}: this key is not known here. Expected one of ` +
          'tls_server_config, http_server_config, basic_auth_users, rate_limit."',
      ),
    );
  });

  it('has no metrics of a web configuration without one', async () => {
    const exporter = await RunningExporter.start(['--web.disable-exporter-metrics']);
    expect(await exporter.metrics()).not.toContain('exporter_web_config');
  });
});

describe('check', () => {
  async function check(text: string, ...flags: string[]) {
    const io = new FakeIo();
    const file = folder.write('web.yml', text);
    const code = await runExporter({ args: ['check', '--web.config.file', file, ...flags], io });
    return {
      code,
      out: io.out.text.replaceAll(file, 'web.yml'),
      err: io.err.text.replaceAll(file, 'web.yml'),
    };
  }

  it('says what a web configuration makes of the exporter', async () => {
    folder.write('cert.pem', serverCertificate);
    folder.write('key.pem', serverKey);
    const tls = 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }\n';
    expect(await check(tls + users)).toMatchObject({ code: 0, err: '' });
    expect((await check(tls + users)).out).toBe('web.yml is valid: encrypted, 1 user.\n');
    expect((await check('')).out).toBe('web.yml is valid: not encrypted, 0 users.\n');
  });

  it('warns of a certificate that has expired, and fails for it with --strict', async () => {
    const cert = folder.write('cert.pem', expiredCertificate);
    folder.write('key.pem', expiredKey);
    const tls = `tls_server_config: { cert_file: ${cert}, key_file: key.pem }\n`;
    const warning =
      'web.yml: warning: the certificate has expired at 2025-02-01T00:00:00.000Z, and clients refuse it: renew it\n';
    const { code, out, err } = await check(tls);
    expect([code, err]).toEqual([0, warning]);
    expect(out).toBe('web.yml is valid: encrypted, 0 users, 1 warning.\n');
    const strict = await check(tls, '--strict');
    expect([strict.code, strict.err]).toEqual([
      1,
      `${warning}web.yml is not valid with --strict: 1 warning.\n`,
    ]);
    expect(strict.out).toBe('');
  });

  it('says of each what it is where both are given', async () => {
    const file = folder.write('telltale.yaml', 'sources: { machine: { type: host } }\n');
    const { code, out } = await check('', `--config.file=${file}`);
    expect([code, out.replace(file, 'telltale.yaml')]).toEqual([
      0,
      'web.yml is valid: not encrypted, 0 users.\ntelltale.yaml is valid: 1 source, 0 collectors.\n',
    ]);
  });

  it('fails for one that is wrong', async () => {
    const { code, out, err } = await check('tls_server_config: { cert_file: none.pem }');
    expect(code).toBe(1);
    expect(err).toMatch(
      /web\.yml:1:33: tls_server_config\.cert_file: none\.pem: there is no such file/,
    );
    expect(out).toBe('');
  });
});
