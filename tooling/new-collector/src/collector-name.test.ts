import { describe, expect, it } from 'vitest';
import { collectorName } from './collector-name.ts';

describe('collectorName', () => {
  it('derives what files, code and metrics are called', () => {
    expect(collectorName('disk-queue2')).toEqual({
      kebab: 'disk-queue2',
      camel: 'diskQueue2',
      pascal: 'DiskQueue2',
      prefix: 'disk_queue2_',
      folder: 'collector-disk-queue2',
      packageName: '@telltale/collector-disk-queue2',
    });
  });

  it.each([
    ['', 'it is empty'],
    ['a'.repeat(41), 'it has 41 characters, at most 40 are allowed'],
    ['collector-nginx', 'leave "collector-" out, it is put in front'],
    ['@telltale/collector-nginx', 'leave "collector-" out, it is put in front'],
    ['nginx-collector', 'leave "-collector" out, the factory is called so anyway'],
    ...[
      'Nginx',
      'disk_queue',
      '2fast',
      'disk-2',
      'disk--queue',
      '-disk',
      'disk-',
      '../up',
      'é',
    ].map((name) => [
      name,
      'write words of a-z and 0-9 that begin with a letter, with one hyphen between',
    ]),
  ])('refuses %j', (name, reason) => {
    expect(() => collectorName(name)).toThrow(
      `${JSON.stringify(name)} cannot be the name of a collector: ${reason}. Example: disk-queue`,
    );
  });

  it.each(['disk-gauge', 'queue-ms'])(
    'refuses %s, whose metrics the linter would refuse',
    (name) => {
      const metric = `${name.replaceAll('-', '_')}_up`;
      expect(() => collectorName(name)).toThrow(
        new RegExp(`cannot be the name of a collector: its metric ${metric} would not do: `),
      );
    },
  );
});
