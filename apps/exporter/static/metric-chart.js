/** How often a metric is asked for, in milliseconds. */
const pollMs = 5000;
/** Until there is something to draw. */
const firstPollMs = 1500;
/** Points that are kept: half an hour. */
const mostPoints = 360;
/** Lines that can be told apart. */
const mostLines = 8;
const height = 240;

/**
 * @typedef {object} ShownFamily
 * @property {boolean} isGrowing
 * @property {string} [unit]
 * @property {number} size
 * @property {readonly { labels: Record<string, string>, value: number | string }[]} series
 */

/**
 * A chart that goes on until it is stopped.
 *
 * @typedef {object} MetricChart
 * @property {() => void} stop
 */

/**
 * Values by point, null where there was none.
 *
 * @typedef {object} Line
 * @property {string} name
 * @property {(number | null)[]} values
 * @property {{ at: number, value: number }} [last]
 */

/**
 * Draws a metric from now on, as a line a series; of what only grows, its growth a second.
 *
 * @param {string} metric
 * @param {HTMLElement} figure
 * @returns {MetricChart}
 */
export function drawMetric(metric, figure) {
  /** @type {number[]} */
  const times = [];
  /** @type {Map<string, Line>} */
  const lines = new Map();
  const caption = figure.querySelector('figcaption');
  const place = figure.querySelector('div');
  const stopped = new AbortController();
  /** @type {import('uplot') | undefined} */
  let plot;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const size = () => ({ width: place?.clientWidth ?? 600, height });
  const observer = new ResizeObserver(() => plot?.setSize(size()));

  /** @returns {Promise<{ at: number, family: ShownFamily } | undefined>} */
  async function ask() {
    try {
      const query = new URLSearchParams({ name: metric });
      const answer = await fetch(`./api/v1/family?${query.toString()}`, { signal: stopped.signal });
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {{ at: number, family: ShownFamily }} answer */
  function take({ at, family }) {
    if (at === times.at(-1)) return;
    const index = times.push(at) - 1;
    for (const { labels, value } of family.series) {
      const name = nameOf(labels) || metric;
      let line = lines.get(name);
      if (line === undefined) {
        if (lines.size === mostLines) continue;
        line = { name, values: Array.from({ length: index }, () => null) };
        lines.set(name, line);
      }
      line.values[index] = pointOf(line, at, Number(value), family.isGrowing);
    }
    for (const { values } of lines.values()) values[index] ??= null;
    if (times.length > mostPoints) {
      times.shift();
      for (const { values } of lines.values()) values.shift();
    }
    if (caption !== null) caption.textContent = captionOf(family);
  }

  async function draw() {
    if (place === null) return;
    /** @type {import('uplot').AlignedData} */
    const data = [times, ...[...lines.values()].map(({ values }) => values)];
    figure.hidden = false;
    if (plot !== undefined && plot.series.length === data.length) {
      plot.setData(data);
      return;
    }
    const { default: Plot } = await import('./uPlot.js');
    plot?.destroy();
    plot = new Plot({ ...size(), ...options([...lines.keys()]) }, data, place);
  }

  async function run() {
    if (!document.hidden) {
      const answer = await ask();
      if (stopped.signal.aborted) return;
      if (answer !== undefined) take(answer);
      if (times.length > 1) await draw();
    }
    timer = setTimeout(() => void run(), times.length < 2 ? firstPollMs : pollMs);
  }

  void run();
  if (place !== null) observer.observe(place);
  return {
    stop() {
      stopped.abort();
      clearTimeout(timer);
      observer.disconnect();
      plot?.destroy();
    },
  };
}

/** @param {Record<string, string>} labels */
function nameOf(labels) {
  return Object.entries(labels)
    .map(([label, text]) => `${label}="${text}"`)
    .join(', ');
}

/** @param {ShownFamily} family */
function captionOf({ isGrowing, unit, size }) {
  const what = isGrowing ? 'Growth a second' : unit === undefined ? 'Value' : `Value in ${unit}`;
  const which = size > mostLines ? `; the first ${mostLines} series` : '';
  return `${what}, every ${pollMs / 1000} s while this page is open${which}`;
}

/**
 * Of what grows, its growth a second since the point before; a fall is a start from 0.
 *
 * @param {Line} line
 * @param {number} at
 * @param {number} value
 * @param {boolean} isGrowing
 * @returns {number | null}
 */
function pointOf(line, at, value, isGrowing) {
  const { last } = line;
  line.last = { at, value };
  if (!Number.isFinite(value)) return null;
  if (!isGrowing) return value;
  if (last === undefined || at <= last.at) return null;
  return (value < last.value ? value : value - last.value) / (at - last.at);
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/**
 * What the legend says of a line: its value where the pointer is, else the latest.
 *
 * @param {import('uplot')} plot
 * @param {number | null} value
 * @param {number} line
 * @param {number | null} index
 */
function valueOf(plot, value, line, index) {
  const shown = index === null ? plot.data[line]?.at(-1) : value;
  return typeof shown === 'number' ? compact.format(shown) : '–';
}

/**
 * @param {readonly string[]} names
 * @returns {Omit<import('uplot').Options, 'width' | 'height'>}
 */
function options(names) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(`--${name}`);
  const axis = {
    stroke: colour('quiet'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  return {
    series: [
      { label: 'Time', value: (plot, at) => clock.format(1000 * (at ?? plot.data[0].at(-1) ?? 0)) },
      ...names.map((label, index) => ({
        label,
        value: valueOf,
        stroke: colour(`series-${index + 1}`),
        width: 2,
        points: { show: false },
      })),
    ],
    axes: [
      {
        ...axis,
        space: 80,
        values: (_plot, ticks) => ticks.map((tick) => clock.format(tick * 1000)),
      },
      { ...axis, size: 70, values: (_plot, ticks) => ticks.map((tick) => compact.format(tick)) },
    ],
  };
}
