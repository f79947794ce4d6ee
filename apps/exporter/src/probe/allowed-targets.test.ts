import { describe, expect, it } from 'vitest';
import { AllowedTargets, TargetRefusedError, TargetUnknownError } from './allowed-targets.ts';

/** The names that a test knows. */
const names: Readonly<Record<string, readonly string[]>> = {
  'db.example.com': ['192.0.2.7', '2001:db8::7'],
  'a.db.example.com': ['192.0.2.8'],
  'inside.example.com': ['10.1.2.3'],
  'both.example.com': ['10.1.2.3', '192.0.2.9'],
  'rebound.example.com': ['127.0.0.1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'metadata.example.com': ['169.254.169.254'],
  'alibaba.example.com': ['100.100.100.200'],
  'azure.example.com': ['168.63.129.16'],
  'amazon.example.com': ['fd00:ec2::254'],
  'translated.example.com': ['64:ff9b::a9fe:a9fe'],
  'empty.example.com': [],
  localhost: ['127.0.0.1', '::1'],
};

async function resolve(host: string): Promise<readonly string[]> {
  const found = names[host];
  if (found === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return Promise.resolve(found);
}

function check(allowed: readonly string[], target: string) {
  return new AllowedTargets(allowed, resolve).check(target);
}

describe('AllowedTargets', () => {
  it.each<[string[], string, { host: string; port?: number; addresses: readonly string[] }]>([
    [
      ['db.example.com'],
      'db.example.com',
      { host: 'db.example.com', addresses: ['192.0.2.7', '2001:db8::7'] },
    ],
    [
      ['db.example.com:5432'],
      'DB.example.com:5432',
      { host: 'db.example.com', port: 5432, addresses: ['192.0.2.7', '2001:db8::7'] },
    ],
    [
      ['db.example.com:80'],
      'db.example.com:80',
      { host: 'db.example.com', port: 80, addresses: ['192.0.2.7', '2001:db8::7'] },
    ],
    [
      ['db.example.com:443'],
      'https://db.example.com/x',
      { host: 'db.example.com', port: 443, addresses: ['192.0.2.7', '2001:db8::7'] },
    ],
    [
      ['*.db.example.com'],
      'a.db.example.com:1',
      { host: 'a.db.example.com', port: 1, addresses: ['192.0.2.8'] },
    ],
    [['10.0.0.0/8'], '10.9.8.7:9100', { host: '10.9.8.7', port: 9100, addresses: ['10.9.8.7'] }],
    [
      ['10.0.0.0/8'],
      'inside.example.com:9100',
      { host: 'inside.example.com', port: 9100, addresses: ['10.1.2.3'] },
    ],
    [
      ['127.0.0.0/8', '::1'],
      'localhost:1',
      { host: 'localhost', port: 1, addresses: ['127.0.0.1', '::1'] },
    ],
    [
      ['[2001:db8::7]:80'],
      '[2001:db8:0::7]:80',
      { host: '2001:db8::7', port: 80, addresses: ['2001:db8::7'] },
    ],
  ])('with %j allow %s', async (allowed, target, expected) => {
    expect(await check(allowed, target)).toMatchObject(expected);
  });

  it.each<[string[], string, string]>([
    [['db.example.com'], 'example.com', 'it is not in the list.'],
    [['db.example.com'], 'a.db.example.com', 'it is not in the list.'],
    [['*.db.example.com'], 'db.example.com', 'it is not in the list.'],
    [['*.db.example.com'], 'evildb.example.com', 'it is not in the list.'],
    [['db.example.com:5432'], 'db.example.com:5433', 'it is not in the list.'],
    [['db.example.com:5432'], 'db.example.com', 'it is not in the list.'],
    [['db.example.com'], '192.0.2.7', 'it is not in the list.'],
    [['10.0.0.0/8'], '11.0.0.1', 'it is not in the list.'],
    // The same address as 127.0.0.1, written otherwise.
    [['10.0.0.0/8'], '2130706433', 'it is not in the list.'],
    [['10.0.0.0/8'], '[::ffff:127.0.0.1]', 'it is not in the list.'],
    [['10.0.0.1:80'], '10.0.0.1:81', 'it is not in the list.'],
    [['10.0.0.1:80/'], '10.0.0.1:81', 'it is not in the list.'],
    [['db.example.com:080'], 'db.example.com:81', 'it is not in the list.'],
    [['10.0.0.0/8'], 'both.example.com', 'it leads to 192.0.2.9, which is not in the list.'],
    [
      ['10.0.0.0/8', 'db.example.com'],
      'db.example.com',
      'it leads to 192.0.2.7, which is not in the list.',
    ],
    [
      ['rebound.example.com'],
      'rebound.example.com',
      'it leads to 127.0.0.1, which is not in the list.',
    ],
    [
      ['*.example.com'],
      'mapped.example.com',
      'it leads to ::ffff:127.0.0.1, which is not in the list.',
    ],
    [
      ['*.example.com'],
      'metadata.example.com',
      'it leads to 169.254.169.254, which is not in the list.',
    ],
    [['*.example.com'], 'alibaba.example.com', 'it leads to 100.100.100.200, which'],
    [['*.example.com'], 'azure.example.com', 'it leads to 168.63.129.16, which'],
    [['*.example.com'], 'amazon.example.com', 'it leads to fd00:ec2::254, which'],
    [['*.example.com'], 'translated.example.com', 'it leads to 64:ff9b::a9fe:a9fe, which'],
    [['10.0.0.0/8'], '[64:ff9b::7f00:1]', 'it is not in the list.'],
    [['localhost'], 'localhost', 'it leads to 127.0.0.1, which is not in the list.'],
  ])('with %j refuse %s', async (allowed, target, reason) => {
    const refusal = await check(allowed, target).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TargetRefusedError);
    expect((refusal as Error).message).toContain(reason);
  });

  it.each([
    ['none.example.com', 'its name cannot be looked up (ENOTFOUND).'],
    ['empty.example.com', 'its name has no address.'],
  ])('do not know where %s is, and do not refuse it', async (target, reason) => {
    for (const allowed of ['*.example.com', '10.0.0.0/8']) {
      const unknown: unknown = await check([allowed], target).catch((error: unknown) => error);
      expect(unknown).toBeInstanceOf(TargetUnknownError);
      expect((unknown as Error).message).toBe(`${target}: ${reason}`);
    }
  });

  it('wait for a look-up no longer than they are told', async () => {
    const hangs = new AllowedTargets(['*.example.com'], () => new Promise(() => undefined), 10);
    await expect(hangs.check('db.example.com')).rejects.toThrow(
      'its name cannot be looked up (no answer after 10 ms).',
    );
  });

  it('checks where a target leads to by the same list', async () => {
    const target = await check(['db.example.com'], 'db.example.com');
    await expect(target.follow('http://inside.example.com/')).rejects.toThrow(TargetRefusedError);
    expect((await target.follow('https://db.example.com/x')).port).toBe(443);
  });

  it.each([
    '',
    'a b',
    'db.example.com/x',
    'http://user:pw@db.example.com/',
    'me@db.example.com',
    'db:99999',
    'db.example.com?x',
  ])('take %j for no target', async (target) => {
    await expect(check(['*.example.com'], target)).rejects.toThrow(
      /is not a target: expected host/,
    );
  });

  it.each([
    ['http://db.example.com/', 'is a URL: expected a host, host:port or a range.'],
    ['10.0.0.0/33', 'is not a range of addresses, such as 10.0.0.0/8.'],
    ['a b', 'is not a target'],
  ])('are refused where one is %j', (allowed, reason) => {
    expect(() => new AllowedTargets([allowed])).toThrow(reason);
  });
});
