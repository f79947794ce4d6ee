import { describe, expect, it } from 'vitest';
import { LabelNames } from './label-names.ts';

const none = new LabelNames();

describe('a list of label names', () => {
  it('is the same object for the same names in the same order', () => {
    const ab = none.with('a').with('b');
    expect(none.with('b').with('a')).not.toBe(ab);
    expect(none.with('a').with('c')).not.toBe(ab);
    expect(none.withAll(['a', 'b'])).toBe(ab);
    expect(ab.list).toEqual(['a', 'b']);
    expect(none.list).toEqual([]);
  });

  it('knows itself without one of the names', () => {
    const abc = none.withAll(['a', 'b', 'c']);
    expect(abc.without(1)).toBe(none.withAll(['a', 'c']));
    expect(abc.without(0)).toBe(none.withAll(['b', 'c']));
    expect(abc.without(1).without(0).without(0)).toBe(none);
  });

  it('tells the first name that stands twice', () => {
    expect(none.withAll(['a', 'b']).repeated).toBeUndefined();
    expect(none.withAll(['a', 'b', 'c', 'c', 'b']).repeated).toBe('b');
  });

  it('has one key for the same labels in whatever order', () => {
    const key = none.withAll(['a', 'b']).keyOf(['1', '2']);
    expect(none.withAll(['b', 'a']).keyOf(['2', '1'])).toBe(key);
    expect(none.withAll(['b', 'a']).keyOf(['1', '2'])).not.toBe(key);
  });

  it('has other keys for other labels, whatever is in their values', () => {
    const two = none.withAll(['a', 'b']);
    const values = [
      ['x', 'y'],
      ['xy', ''],
      ['', 'xy'],
      ['1:x', '1:y'],
      ['x1:y', ''],
      ['x', '1:y'],
    ];
    const keys = [
      ...values.map((pair) => two.keyOf(pair)),
      none.keyOf([]),
      none.with('a').keyOf(['x']),
      none.with('b').keyOf(['x']),
      none.with('ab').keyOf(['x']),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is made of a line of many names without being written out at each of them', () => {
    const names = Array.from({ length: 50_000 }, (_, at) => `n${at}`);
    const list = none.withAll(names);
    expect(list.list).toEqual(names);
    expect(list.repeated).toBeUndefined();
  });
});
