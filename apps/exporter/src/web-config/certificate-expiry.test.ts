import { expect, it } from 'vitest';
import { expiryWarning } from './certificate-expiry.ts';
import { webConfigFolder, withTls } from '../testing/web-config-folder.ts';

const web = webConfigFolder();
const expiry = Date.parse('2126-11-02T08:04:45Z');
const [second, day] = [1000, 86_400_000];

it.each([
  ['nothing', expiry - 14 * day, undefined],
  ['13 days', expiry - 14 * day + second, 'the certificate expires in 13 days, at'],
  ['a day', expiry - 2 * day + second, 'the certificate expires in 1 day, at'],
  ['less', expiry - second, 'the certificate expires in less than a day, at'],
  ['that it has', expiry, 'the certificate has expired at'],
  ['that it has', expiry + 100 * day, 'the certificate has expired at'],
])('says %s', (_what, now, start) => {
  const warning = expiryWarning(web.load(withTls()), now);
  if (start === undefined) expect(warning).toBeUndefined();
  else expect(warning).toContain(`${start} 2126-11-02T08:04:45.000Z`);
});

it('says nothing where nothing is encrypted', () => {
  expect(expiryWarning(web.load(''), expiry)).toBeUndefined();
});
