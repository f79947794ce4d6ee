import { afterEach, beforeEach } from 'vitest';
import { loadWebConfig, type WebConfig } from '../web-config/load-web-config.ts';
import {
  authority,
  clientKey,
  encryptedServerKey,
  serverCertificate,
  serverKey,
} from './certificates.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** A folder with certificates and keys for the tests of a file, anew for each. */
export function webConfigFolder() {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = new TemporaryFolder();
    folder.write('cert.pem', serverCertificate);
    folder.write('key.pem', serverKey);
    folder.write('ca.pem', authority);
    folder.write('other.key', clientKey);
    folder.write('encrypted.key', encryptedServerKey);
    folder.write('junk.pem', 'junk\n');
  });
  afterEach(() => {
    folder[Symbol.dispose]();
  });
  return {
    get folder(): TemporaryFolder {
      return folder;
    },
    load: (text: string): WebConfig => loadWebConfig(folder.write('web.yml', text)),
    /** The lines that say what is wrong with a text. */
    faultsOf(text: string): string[] {
      const file = folder.write('web.yml', text);
      try {
        loadWebConfig(file);
      } catch (error) {
        return (error as Error).message.split('\n').map((line) => line.replaceAll(file, 'web.yml'));
      }
      return ['nothing is wrong'];
    },
  };
}

/** With `tls_server_config` of a certificate and these lines. */
export function withTls(...lines: string[]): string {
  return ['tls_server_config:', 'cert_file: cert.pem', 'key_file: key.pem', ...lines].join('\n  ');
}

/** The same text as a block of YAML. */
export function yamlBlock(pem: string): string {
  return `|\n${pem.trimEnd().replace(/^/gm, '    ')}`;
}
