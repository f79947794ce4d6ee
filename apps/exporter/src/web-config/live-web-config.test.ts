import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  serverCertificate,
  serverKey,
  strangerCertificate,
  strangerKey,
} from '../testing/certificates.ts';
import { TemporaryFolder } from '../testing/temporary-folder.ts';
import { liveWebConfig } from './live-web-config.ts';
import { openWebConfig } from './load-web-config.ts';
import { WatchedFiles } from './watched-files.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

function live(text: string) {
  const file = folder.write('web.yml', text);
  const events: string[] = [];
  const secrets: string[] = [];
  const clock = { ahead: 1000 };
  const config = liveWebConfig(
    file,
    {
      onLoaded: (loaded) => secrets.push(...loaded.secrets),
      onChanged: () => events.push('changed'),
      onWrong: ({ message }) => events.push(message.replaceAll(folder.path, '.')),
    },
    new WatchedFiles(() => Date.now() + clock.ahead),
  );
  return { config, events, secrets, clock };
}

const tls = 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }\n';
const headers = (value: string): string =>
  `http_server_config: { headers: { X-Frame-Options: ${value} } }\n`;

describe('liveWebConfig', () => {
  it('is open without a file', () => {
    const none = { onLoaded: () => {}, onChanged: () => {}, onWrong: () => {} };
    expect(liveWebConfig(undefined, none).current()).toBe(openWebConfig);
  });

  it('throws where the file is wrong from the beginning', () => {
    expect(() => live('a: 1')).toThrow(/a: this key is not known here/);
  });

  it('stays the same object as long as nothing changes', () => {
    const { config, events } = live(headers('deny'));
    const first = config.current();
    expect(config.current()).toBe(first);
    expect(events).toEqual([]);
  });

  it('follows its file, and says so once', () => {
    const { config, events } = live(headers('deny'));
    folder.write('web.yml', headers('sameorigin'));
    expect(config.current().headers).toEqual([['X-Frame-Options', 'sameorigin']]);
    config.current();
    expect(events).toEqual(['changed']);
  });

  it('stays as it was when the file is wrong, says so once, and goes on when it is right', () => {
    const { config, events } = live(headers('deny'));
    const first = config.current();
    folder.write('web.yml', headers('never'));
    expect(config.current()).toBe(first);
    expect(config.current()).toBe(first);
    expect(events).toEqual([
      './web.yml:1:51: http_server_config.headers.X-Frame-Options: "never" is not possible here. Expected one of ' +
        'deny, sameorigin.',
    ]);
    folder.write('web.yml', headers('sameorigin'));
    expect(config.current().headers).toEqual([['X-Frame-Options', 'sameorigin']]);
    expect(events.slice(1)).toEqual(['changed']);
  });

  it('follows the files of certificates, when certificate and key are there', () => {
    folder.write('cert.pem', serverCertificate);
    folder.write('key.pem', serverKey);
    const { config, events } = live(tls);
    folder.write('cert.pem', strangerCertificate);
    expect(config.current().tls?.context.cert).toBe(serverCertificate);
    expect(events).toEqual([
      './web.yml:1:53: tls_server_config.key_file: it is not the key of the certificate',
    ]);
    folder.write('key.pem', strangerKey);
    expect(config.current().tls?.context).toMatchObject({
      cert: strangerCertificate,
      key: strangerKey,
    });
    rmSync(join(folder.path, 'key.pem'));
    expect(config.current().tls?.context.key).toBe(strangerKey);
  });

  it('does not let in everybody because the file was truncated', () => {
    const { config, events } = live(headers('deny'));
    const first = config.current();
    folder.write('web.yml', '');
    expect(config.current()).toBe(first);
    expect(events).toEqual(['./web.yml: it is empty now: to serve without any of it, start anew.']);
  });

  it('tells of secrets before they are used', () => {
    const hash = `$2y$10$${'a'.repeat(53)}`;
    const { config, secrets } = live(headers('deny'));
    folder.write('web.yml', `basic_auth_users: { alice: ${hash} }`);
    expect(config.current().users.get('alice')).toBe(hash);
    expect(secrets).toEqual([hash]);
  });
});
