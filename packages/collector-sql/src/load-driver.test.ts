import { expect, it } from 'vitest';
import { loadDriver } from './load-driver.ts';

it('names a driver that is not installed with the line that installs it', async () => {
  // Not a literal, which the compiler would look up.
  const name = 'a-driver-that-is-not-there';
  await expect(loadDriver(name, () => import(/* @vite-ignore */ name))).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: `the driver ${name} is not installed. Install it: npm install ${name}, or npm install --global ${name} beside what was installed so`,
  });
});

it('says what is wrong with one that is installed', async () => {
  const load = () => Promise.reject(new SyntaxError('unexpected token'));
  await expect(loadDriver('pg', load)).rejects.toThrow(
    'the driver pg could not be loaded: SyntaxError: unexpected token. Install it: npm install pg, or npm install --global pg beside what was installed so',
  );
});
