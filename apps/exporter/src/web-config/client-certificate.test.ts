import { expect, it } from 'vitest';
import { subjectAltNames } from './client-certificate.ts';

it.each([
  [
    'DNS:a.example, IP Address:127.0.0.1, email:a@b.c, URI:spiffe://x/y',
    ['a.example', '127.0.0.1', 'a@b.c', 'spiffe://x/y'],
  ],
  ['DNS:"a, DNS:evil", DNS:b', ['a, DNS:evil', 'b']],
  ['DirName:"CN = x", DNS:b', ['b']],
  ['', []],
])('finds the names in %s', (text, names) => {
  expect(subjectAltNames(text)).toEqual(names);
});
