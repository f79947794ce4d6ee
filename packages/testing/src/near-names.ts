const mostNames = 5;

/** The names that someone may have meant who wrote `name`, the nearest first. */
export function nearNames(name: string, names: Iterable<string>): readonly string[] {
  const most = Math.min(Math.max(2, Math.floor(name.length / 4)), name.length - 1);
  return [...new Set(names)]
    .map((other) => ({ other, distance: distance(name, other) }))
    .filter((near) => near.distance <= most || isPart(name, near.other) || isPart(near.other, name))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNames)
    .map(({ other }) => other);
}

/** Whether whole words of the one are the other: `orders` in `shop_orders_total`. */
function isPart(part: string, whole: string): boolean {
  return part !== '' && `_${whole}_`.includes(`_${part}_`);
}

/** How many characters have to be put in, taken out or replaced to make one of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
