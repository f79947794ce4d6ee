import { compareSync, getRounds } from 'bcryptjs';

/** What a password is checked for: the hash of its user, or undefined where there is none of that name. */
export interface PasswordQuestion {
  readonly password: string;
  readonly hash: string | undefined;
  /** The cost of the costliest hash of any user. */
  readonly mostCost: number;
}

/** The highest cost among hashes. */
export function mostCostOf(hashes: Iterable<string>): number {
  return Math.max(...[...hashes].map((hash) => getRounds(hash)));
}

/**
 * Whether a password is that of the hash. Whatever is wrong takes the same time, that of the costliest hash, so that
 * nobody finds out by guessing which users there are: a comparison of cost c does 2^c rounds, and with others of the
 * costs c, c + 1, … up to m - 1 it is 2^m.
 *
 * @param compare - compares with a hash. Default: bcrypt
 */
export function isRightPassword(
  { password, hash, mostCost }: PasswordQuestion,
  compare: (password: string, hash: string) => boolean = compareSync,
): boolean {
  if (hash === undefined) {
    compare(password, nobodysHash(mostCost));
    return false;
  }
  if (compare(password, hash)) return true;
  for (let cost = getRounds(hash); cost < mostCost; cost++) compare(password, nobodysHash(cost));
  return false;
}

/** A hash of no password, which is compared with like any other. */
function nobodysHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
