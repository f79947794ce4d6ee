import { describe, expect, it } from 'vitest';
import { DelayWindow, type DelayFigures } from './delay-window.ts';

/** The figures but for the quantiles. */
const plain = (figures: DelayFigures | undefined): unknown => {
  if (figures === undefined) return undefined;
  const { min, max, mean, stddev } = figures;
  return { min, max, mean, stddev };
};

describe('DelayWindow', () => {
  it('knows nothing before the first delay', () => {
    expect(new DelayWindow(1000, 10, []).figures(5)).toBeUndefined();
  });

  it('works out its figures from all delays within the window', () => {
    const window = new DelayWindow(1000, 10, []);
    for (const [index, delay] of [4, 2, 8, 6].entries()) window.add(delay, 100 * index);
    expect(plain(window.figures(400))).toEqual({
      min: 2,
      max: 8,
      mean: 5,
      stddev: Math.sqrt(5),
    });
  });

  it('gives the smallest delay that the share asked for does not exceed', () => {
    const window = new DelayWindow(1000, 100, [0, 0.005, 0.01, 0.5, 0.9, 0.99, 0.995, 1]);
    for (let delay = 100; delay >= 1; delay--) window.add(delay, 0);
    expect(window.figures(0)?.quantiles).toEqual([1, 1, 1, 50, 90, 99, 100, 100]);
  });

  it('gives the only delay for every share', () => {
    const window = new DelayWindow(1000, 10, [0, 0.5, 0.99, 1]);
    window.add(7, 0);
    const figures = window.figures(0)!;
    expect(figures.quantiles).toEqual([7, 7, 7, 7]);
    expect(plain(figures)).toEqual({ min: 7, max: 7, mean: 7, stddev: 0 });
  });

  it('gives what sorting gives, of delays of every length, while old ones leave', () => {
    const shares = [0, 0.1, 0.5, 0.9, 0.99, 1];
    const window = new DelayWindow(1000, 300, shares);
    const added: { delay: number; time: number }[] = [];
    let state = 1;
    /** From 0 to 1, the same in every run. */
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let time = 0; time < 4000; time += 5) {
      // No delay at all, one below the clock's nanosecond, an ordinary one, one of days.
      const kinds = [0, 1e-10, Math.round(next() * 1e7) / 1e9, 10 ** (12 * next() - 6)];
      const delay = kinds[Math.floor(next() * kinds.length)]!;
      window.add(delay, time);
      added.push({ delay, time });
      const sorted = added
        .filter((one) => one.time > time - 1000)
        .map((one) => one.delay)
        .sort((a, b) => a - b);
      const figures = window.figures(time)!;
      expect(figures.min).toBe(sorted[0]);
      expect(figures.max).toBe(sorted.at(-1));
      expect(figures.quantiles).toEqual(
        shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]),
      );
    }
  });

  it('forgets a delay when it is as old as the window is long, whoever has read it', () => {
    const window = new DelayWindow(1000, 10, []);
    window.add(9, 0);
    window.add(1, 500);
    expect(window.figures(999)?.max).toBe(9);
    expect(window.figures(999)?.max).toBe(9);
    expect(plain(window.figures(1000))).toEqual({ min: 1, max: 1, mean: 1, stddev: 0 });
    expect(window.figures(1500)).toBeUndefined();
  });

  it('goes on in its ring when that is full, and forgets the oldest', () => {
    const window = new DelayWindow(1000, 3, []);
    for (const delay of [9, 1, 2, 3]) window.add(delay, 0);
    expect(plain(window.figures(0))).toMatchObject({ min: 1, max: 3, mean: 2 });
    for (const delay of [4, 5, 6, 7]) window.add(delay, 0);
    expect(plain(window.figures(0))).toMatchObject({ min: 5, max: 7, mean: 6 });
  });

  it('gives figures that later delays leave alone', () => {
    const window = new DelayWindow(1000, 3, [1]);
    window.add(1, 0);
    const figures = window.figures(0)!;
    for (const delay of [7, 8, 9]) window.add(delay, 0);
    expect(figures.quantiles).toEqual([1]);
  });
});
