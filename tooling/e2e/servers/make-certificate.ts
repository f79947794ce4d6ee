import { execFileSync } from 'node:child_process';
import { need } from '../src/need.ts';

/** Whether openssl is there, for tests of `what`. */
export function needOpenssl(what: string): boolean {
  return need({ what, command: ['openssl', 'version'], install: 'apt-get install openssl' });
}

/** Makes `cert.pem` for localhost, which nobody trusts, and `key.pem` in the folder. */
export function makeCertificate(folder: string): void {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ],
    { cwd: folder, stdio: 'pipe' },
  );
}
