const unitsMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 };

const part = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|μs|ns)/y;

/** A time as Go writes it, such as `1s`, `1.5h` or `1m30s`, in milliseconds; `undefined` for anything else. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  let sum = 0;
  part.lastIndex = 0;
  let end = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    sum += Number(found[1]) * unitsMs[found[2] as keyof typeof unitsMs];
    end = part.lastIndex;
  }
  return end === text.length && text !== '' ? sum : undefined;
}
