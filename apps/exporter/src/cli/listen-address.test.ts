import { ConfigError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { formatListenAddress, localUrl, parseListenAddress } from './listen-address.ts';

describe('parseListenAddress', () => {
  it.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['metrics.example.org:65535', { host: 'metrics.example.org', port: 65_535 }],
    [':9464', { port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['[::]:80', { host: '::', port: 80 }],
    ['[fe80::1%eth0]:80', { host: 'fe80::1%eth0', port: 80 }],
  ])('reads %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
    expect(formatListenAddress(address)).toBe(text);
  });

  it.each([
    '',
    '9464',
    'localhost',
    'localhost:',
    'localhost:http',
    'localhost:65536',
    'localhost:-1',
    'localhost:1e3',
    'localhost: 80',
    '::1:9464',
    '[::1]',
    '[::1]9464',
    '[localhost]:9464',
    '127.0.0.256:9464',
    '1.2.3:9464',
    'http://localhost:9464',
    'two words:9464',
    '-x:9464',
  ])('refuses %j and says what to write', (text) => {
    expect(() => parseListenAddress(text)).toThrow(
      new ConfigError(
        `${JSON.stringify(text)} is not an address to listen on: expected host:port, :port or [IPv6]:port with a ` +
          'port from 0 to 65535, such as 127.0.0.1:9464.',
      ),
    );
  });
});

describe('localUrl', () => {
  it.each([
    [{ host: '127.0.0.1', port: 1 }, 'http://127.0.0.1:1'],
    [{ host: '::1', port: 1 }, 'http://[::1]:1'],
    [{ host: 'fe80::1%eth0', port: 1 }, 'http://[fe80::1]:1'],
    [{ port: 1 }, 'http://localhost:1'],
    [{ host: '0.0.0.0', port: 1 }, 'http://localhost:1'],
    [{ host: '::', port: 1 }, 'http://localhost:1'],
  ])('of %j is %s', (address, url) => {
    expect(localUrl(address)).toBe(url);
  });
});
