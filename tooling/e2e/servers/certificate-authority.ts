import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a certificate and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** An authority whose certificates last for the tests. They are in a folder of its own, with its own, `ca.pem`. */
export class CertificateAuthority implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'telltale-authority-'));
  readonly file = join(this.folder, 'ca.pem');

  constructor() {
    this.#openssl('req', '-x509', ...newKey('ca.key'), '-out', 'ca.pem', '-subj', '/CN=authority');
  }

  /** Makes `name.pem` and `name.key`; `subjectAltName` as openssl writes it. */
  issue(name: string, subjectAltName: string): CertificateFiles {
    this.#openssl('req', ...newKey(`${name}.key`), '-out', 'request.csr', '-subj', `/CN=${name}`);
    writeFileSync(join(this.folder, 'extensions'), `subjectAltName=${subjectAltName}\n`);
    this.#openssl(
      ...['x509', '-req', '-in', 'request.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key'],
      ...['-CAcreateserial', '-days', '2', '-extfile', 'extensions', '-out', `${name}.pem`],
    );
    return { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}

function newKey(file: string): string[] {
  return [
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', file],
  ];
}
