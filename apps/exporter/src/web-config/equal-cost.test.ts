import { compareSync, getRounds, hashSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { isRightPassword, mostCostOf } from './equal-cost.ts';

const cheap = hashSync('of alice', 4);
const costly = hashSync('of bob', 7).replace('$2b$', '$2y$');
const mostCost = mostCostOf([cheap, costly]);

/** What is found, and how many rounds of bcrypt that took. */
function check(hash: string | undefined, password: string) {
  let rounds = 0;
  const isRight = isRightPassword({ password, hash, mostCost }, (given, compared) => {
    rounds += 2 ** getRounds(compared);
    // One that bcrypt does not take for a hash is refused without work.
    expect(compared).toHaveLength(60);
    return compareSync(given, compared);
  });
  return { isRight, rounds };
}

it('what is wrong costs the same for every user, and for those that there are not', () => {
  for (const hash of [cheap, costly, undefined]) {
    for (const password of ['wrong', '', hash === undefined ? 'of alice' : 'of carol']) {
      expect(check(hash, password)).toEqual({ isRight: false, rounds: 2 ** 7 });
    }
  }
});

it('what is right costs no more than its hash says', () => {
  expect(check(cheap, 'of alice')).toEqual({ isRight: true, rounds: 2 ** 4 });
  expect(check(costly, 'of bob')).toEqual({ isRight: true, rounds: 2 ** 7 });
});
