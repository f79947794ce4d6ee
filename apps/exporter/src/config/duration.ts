import * as z from 'zod';

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Prometheus' way to write a time: units from large to small, each at most once. */
const pattern = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
/** The longest that a timer of Node.js can wait. */
const maxMs = 2 ** 31 - 1;

/** A time such as `500ms`, `30s` or `1h30m`, in milliseconds. */
export const duration = z
  .string({ error: ({ input }) => `${describe(input)} is not a time: expected one such as 30s` })
  .regex(pattern, {
    error: ({ input }) =>
      `${describe(input)} is not a time: expected a number with its unit, ms, s, m, h or d, such as 500ms, 30s or 1h30m`,
  })
  .transform((text, context) => {
    const milliseconds = durationMs(text);
    if (milliseconds > 0 && milliseconds <= maxMs) return milliseconds;
    context.issues.push({
      code: 'custom',
      message: `${text} is not possible: expected a time above 0 and up to 24d`,
      input: text,
    });
    return z.NEVER;
  });

function durationMs(text: string): number {
  const parts = pattern.exec(text)?.slice(1) ?? [];
  return Object.values(units).reduce(
    (sum, unit, index) => sum + unit * Number(parts[index] ?? 0),
    0,
  );
}

function describe(input: unknown): string {
  return typeof input === 'string' || typeof input === 'number' ? JSON.stringify(input) : 'this';
}
