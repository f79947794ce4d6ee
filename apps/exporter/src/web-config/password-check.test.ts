import { hashSync } from 'bcryptjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PasswordCheck } from './password-check.ts';

/** The lowest cost there is, so that the tests do not take long. */
const cost = 4;
const alice = hashSync('of alice', cost);
const users = new Map([
  ['alice', alice],
  ['bob', hashSync('pässword', cost).replace('$2b$', '$2y$')],
]);

let check: PasswordCheck;
beforeEach(() => {
  check = new PasswordCheck();
});
afterEach(() => {
  check[Symbol.dispose]();
});

describe('PasswordCheck', () => {
  it.each([
    ['alice', 'of alice', 'right'],
    ['alice', 'of bob', 'wrong'],
    ['alice', '', 'wrong'],
    ['bob', 'pässword', 'right'],
    ['Bob', 'pässword', 'wrong'],
    ['constructor', 'of alice', 'wrong'],
    // Their password is compared with the hash of the first user.
    ['carol', 'of alice', 'wrong'],
  ])('finds %s with %j %s, twice', async (user, password, verdict) => {
    expect(await check.verdict(users, user, password)).toBe(verdict);
    expect(await check.verdict(users, user, password)).toBe(verdict);
  });

  it('compares once what is asked for at the same time', async () => {
    const verdicts = Array.from({ length: 500 }, () => check.verdict(users, 'alice', 'of alice'));
    expect(new Set(await Promise.all(verdicts))).toEqual(new Set(['right']));
  });

  it('lets nobody wait behind too many others, but for whom it knows', async () => {
    expect(await check.verdict(users, 'alice', 'of alice')).toBe('right');
    const flood = Array.from({ length: 100 }, (_, index) =>
      check.verdict(users, 'alice', `guess ${index}`),
    );
    const known = check.verdict(users, 'alice', 'of alice');
    const counts = new Map<string, number>();
    for (const verdict of await Promise.all(flood)) {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ wrong: 20, busy: 80 });
    expect(await known).toBe('right');
    // The flood is over.
    expect(await check.verdict(users, 'bob', 'pässword')).toBe('right');
  });

  it('forgets nobody for wrong passwords, however many', async () => {
    await check.verdict(users, 'alice', 'of alice');
    for (let batch = 0; batch < 8; batch++) {
      const guesses = Array.from({ length: 20 }, (_, index) =>
        check.verdict(users, 'alice', `guess ${batch} ${index}`),
      );
      expect(new Set(await Promise.all(guesses))).toEqual(new Set(['wrong']));
    }
    const flood = Array.from({ length: 20 }, (_, index) =>
      check.verdict(users, 'bob', `guess ${index}`),
    );
    // Nothing is left to wait with, so the answer was kept.
    expect(await check.verdict(users, 'alice', 'of alice')).toBe('right');
    await Promise.all(flood);
  });

  it('finds wrong at once what was right, when the hash is another one', async () => {
    expect(await check.verdict(users, 'alice', 'of alice')).toBe('right');
    const changed = new Map([...users, ['alice', hashSync('another', cost)]]);
    expect(await check.verdict(changed, 'alice', 'of alice')).toBe('wrong');
    expect(await check.verdict(changed, 'alice', 'another')).toBe('right');
    expect(await check.verdict(new Map(), 'alice', 'of alice')).toBe('wrong');
  });
});
