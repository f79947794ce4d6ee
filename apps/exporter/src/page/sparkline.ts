import type { RecentCollection } from '../metrics/collector-state.ts';
import { html, type Html } from './html.ts';
import { duration } from './times.ts';

const width = 120;
const height = 24;

/** Bars of how long the last collections took, the latest at the right; those that failed stand out. */
export function sparkline(recent: readonly RecentCollection[]): Html {
  if (recent.length === 0) return html`<span class="quiet">–</span>`;
  const longest = Math.max(...recent.map(({ seconds }) => seconds), 1e-9);
  const step = width / 60;
  const start = width - recent.length * step;
  const bars = recent.map(({ seconds, isWhole }, index) => {
    const tall = Math.max(1.5, (seconds / longest) * height);
    const x = start + index * step;
    const place = `M${x.toFixed(1)} ${height}v-${tall.toFixed(1)}h${(step - 0.5).toFixed(1)}v${tall.toFixed(1)}z`;
    return { place, isWhole };
  });
  const path = (isWhole: boolean): string =>
    bars.flatMap((bar) => (bar.isWhole === isWhole ? [bar.place] : [])).join('');
  const failed = recent.filter(({ isWhole }) => !isWhole).length;
  const words = `The last ${recent.length}: up to ${duration(longest)}, ${failed} failed`;
  return html`<svg
    class="spark"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="img"
    aria-label="${words}"
  >
    <title>${words}</title>
    <path class="ground" d="M0 ${height - 1}h${width}v1H0z" />
    <path d="${path(true)}" />
    <path class="failed" d="${path(false)}" />
  </svg>`;
}
