const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A length of time in words, such as `3.2 ms`, `1.5 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  if (!(seconds > 0)) return '0 s';
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  if (seconds < 60) return `${Number(seconds.toPrecision(2))} s`;
  let left = seconds;
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return parts.slice(0, 2).join(' ');
}

/** How long ago something was. Below a second it is now. */
export function ago(seconds: number): string {
  return seconds < 1 ? 'just now' : `${duration(Math.floor(seconds))} ago`;
}
