import { expect, it } from 'vitest';
import { Secrets } from './secrets.ts';

it.each([
  ['the user hunter2 has no right', 'the user <secret> has no right'],
  ['p@ss"word, p%40ss%22word, p@ss\\"word', '<secret>, <secret>, <secret>'],
  ['hunter2-long-hunter2', '<secret>-long-<secret>'],
  ['hunter2-longer', '<secret>'],
  ['ab', 'ab'],
])('hides secrets in %j', (text, hidden) => {
  expect(new Secrets(['hunter2', 'hunter2-longer', 'p@ss"word', 'ab', '']).hide(text)).toBe(hidden);
});

it('hides the beginning of a secret at the end of a text that was cut', () => {
  const secrets = new Secrets(['hunter2-longer']);
  expect(secrets.hide('token hunter2-lo', true)).toBe('token <secret>');
  expect(secrets.hide('token hunter2-lo')).toBe('token hunter2-lo');
  expect(secrets.hide('no secret', true)).toBe('no secret');
});
