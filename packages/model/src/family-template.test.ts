import { describe, expect, it } from 'vitest';
import { constantFamily } from './constant-family.ts';
import { FamilyTemplate } from './family-template.ts';

describe('FamilyTemplate', () => {
  it('makes what constantFamily() makes', () => {
    const head = { name: 'disk_reads_total', help: 'Reads.', labelNames: ['disk'] } as const;
    const template = new FamilyTemplate({
      ...head,
      type: 'counter',
      rows: [['a'], ['b']],
      startTimestamp: 1.5,
    });

    const family = template.of(Float64Array.of(3, 4));

    const expected = constantFamily({
      ...head,
      type: 'counter',
      series: [
        { labels: { disk: 'a' }, value: 3, startTimestamp: 1.5 },
        { labels: { disk: 'b' }, value: 4, startTimestamp: 1.5 },
      ],
    });
    const { series, labelNames, name, help, type } = family;
    expect({ labelNames, name, help, type }).toEqual({ ...head, type: 'counter' });
    expect([...series]).toEqual([...expected.series]);
    expect(family.snapshot()).toBe(family);
  });

  it('makes a family of one series that says nothing of its beginning', () => {
    const template = new FamilyTemplate({
      name: 'room_temperature_celsius',
      help: 'Temperature.',
      type: 'gauge',
      unit: 'celsius',
    });

    const [before, after] = [template.ofOne(20), template.ofOne(NaN)];

    expect(before.unit).toBe('celsius');
    expect([...before.series]).toEqual([{ labels: {}, value: 20 }]);
    expect([...after.series]).toEqual([{ labels: {}, value: NaN }]);
  });

  it('gives the family of before for as long as the values are those of before', () => {
    const one = new FamilyTemplate({ name: 'up', help: 'Up.', type: 'gauge' });
    const first = one.ofOne(NaN);
    expect(one.ofOne(NaN)).toBe(first);
    expect([...one.ofOne(1).series]).toEqual([{ labels: {}, value: 1 }]);
    expect([...first.series]).toEqual([{ labels: {}, value: NaN }]);

    const disks = { name: 'disks', help: 'Disks.', type: 'gauge', labelNames: ['disk'] } as const;
    const many = new FamilyTemplate({ ...disks, rows: [['a'], ['b']] });
    const before = many.of(Float64Array.of(1, 2));
    expect(many.of(Float64Array.of(1, 2))).toBe(before);
    expect([...many.of(Float64Array.of(1, 3)).series].map(({ value }) => value)).toEqual([1, 3]);
    expect([...before.series].map(({ value }) => value)).toEqual([1, 2]);
  });

  it('shares its label values, so that what was rendered of them can be kept', () => {
    const template = new FamilyTemplate({ name: 'up', help: 'Up.', type: 'gauge' });

    expect(template.ofOne(0).columns.labelValues).toBe(template.ofOne(1).columns.labelValues);
  });

  it('refuses a head that cannot be shown', () => {
    const head = { help: 'Reads.', type: 'gauge' } as const;
    expect(() => new FamilyTemplate({ ...head, name: '' })).toThrow(/name/);
    expect(() => new FamilyTemplate({ ...head, name: 'a', unit: 'bytes' })).toThrow(/unit/);
    expect(() => new FamilyTemplate({ ...head, name: 'a', labelNames: ['__a'] })).toThrow(/__a/);
  });
});
