import { describe, expect, it } from 'vitest';
import { DelayWindow, type DelayFigures } from './delay-window.ts';

/** The figures without their function. */
const plain = (figures: DelayFigures | undefined): unknown => {
  if (figures === undefined) return undefined;
  const { last, min, max, mean, stddev } = figures;
  return { last, min, max, mean, stddev };
};

describe('DelayWindow', () => {
  it('knows nothing before the first delay', () => {
    expect(new DelayWindow(1000, 10).figures(5)).toBeUndefined();
  });

  it('works out its figures from all delays within the window', () => {
    const window = new DelayWindow(1000, 10);
    for (const [index, delay] of [4, 2, 8, 6].entries()) window.add(delay, 100 * index);
    expect(plain(window.figures(400))).toEqual({
      last: 6,
      min: 2,
      max: 8,
      mean: 5,
      stddev: Math.sqrt(5),
    });
  });

  it('gives the smallest delay that the share asked for does not exceed', () => {
    const window = new DelayWindow(1000, 100);
    for (let delay = 100; delay >= 1; delay--) window.add(delay, 0);
    const figures = window.figures(0)!;
    expect([0, 0.005, 0.01, 0.5, 0.9, 0.99, 0.995, 1].map(figures.quantile)).toEqual([
      1, 1, 1, 50, 90, 99, 100, 100,
    ]);
  });

  it('gives the only delay for every share', () => {
    const window = new DelayWindow(1000, 10);
    window.add(7, 0);
    const figures = window.figures(0)!;
    expect([0, 0.5, 0.99, 1].map(figures.quantile)).toEqual([7, 7, 7, 7]);
    expect(plain(figures)).toEqual({ last: 7, min: 7, max: 7, mean: 7, stddev: 0 });
  });

  it('forgets a delay when it is as old as the window is long, whoever has read it', () => {
    const window = new DelayWindow(1000, 10);
    window.add(9, 0);
    window.add(1, 500);
    expect(window.figures(999)?.max).toBe(9);
    expect(window.figures(999)?.max).toBe(9);
    expect(plain(window.figures(1000))).toEqual({ last: 1, min: 1, max: 1, mean: 1, stddev: 0 });
    expect(window.figures(1500)).toBeUndefined();
  });

  it('goes on in its ring when that is full, and forgets the oldest', () => {
    const window = new DelayWindow(1000, 3);
    for (const delay of [9, 1, 2, 3]) window.add(delay, 0);
    expect(plain(window.figures(0))).toMatchObject({ last: 3, min: 1, max: 3, mean: 2 });
    for (const delay of [4, 5, 6, 7]) window.add(delay, 0);
    expect(plain(window.figures(0))).toMatchObject({ last: 7, min: 5, max: 7, mean: 6 });
  });

  it('gives figures that later delays leave alone', () => {
    const window = new DelayWindow(1000, 3);
    window.add(1, 0);
    const figures = window.figures(0)!;
    for (const delay of [7, 8, 9]) window.add(delay, 0);
    expect(figures.quantile(1)).toBe(1);
  });
});
