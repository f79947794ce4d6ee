import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

function limit(interval: number, burst: number) {
  const clock = { ms: 0 };
  const made = new RateLimit({ interval, burst }, () => clock.ms);
  const taken = (requests: number): number =>
    Array.from({ length: requests }, () => made.take()).filter(Boolean).length;
  return { clock, taken };
}

describe('RateLimit', () => {
  it('lets as many through at once as the burst says, and then one an interval', () => {
    const { clock, taken } = limit(1000, 3);
    expect(taken(5)).toBe(3);
    clock.ms += 999;
    expect(taken(5)).toBe(0);
    clock.ms += 1;
    expect(taken(5)).toBe(1);
    clock.ms += 2500;
    expect(taken(5)).toBe(2);
    clock.ms += 500;
    expect(taken(5)).toBe(1);
  });

  it('saves up no more than the burst', () => {
    const { clock, taken } = limit(1000, 2);
    clock.ms += 3_600_000;
    expect(taken(5)).toBe(2);
  });

  it('counts intervals below a millisecond', () => {
    const { clock, taken } = limit(0.5, 1);
    expect(taken(3)).toBe(1);
    clock.ms += 0.5;
    expect(taken(3)).toBe(1);
  });
});
