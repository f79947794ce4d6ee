/** One line of a panel. */
export interface ChartLine {
  readonly name: string;
  /** x and y, both above 0. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly ChartLine[];
}

export interface ChartOptions {
  readonly title: string;
  readonly labelX: (value: number) => string;
  readonly labelY: (value: number) => string;
}

const width = 400;
const height = 300;
const columns = 2;
const margin = { left: 60, right: 32, top: 34, bottom: 30 };
const legendLine = 16;
const heading = 30;
const colours = [
  '#d1495b',
  '#00798c',
  '#edae49',
  '#30638e',
  '#66a182',
  '#8d6a9f',
  '#8c564b',
  '#5c5c5c',
];

/** Panels of lines on logarithmic axes in decades, as an SVG picture. A name has one colour in all panels. */
export function logLogChart(panels: readonly Panel[], options: ChartOptions): string {
  const rows = Math.ceil(panels.length / columns);
  const legend = Math.max(0, ...panels.map(({ lines }) => lines.length)) * legendLine;
  const cell = height + legend + 12;
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const colourOf = (name: string): string =>
    colours[names.indexOf(name) % colours.length] as string;
  const total = { width: width * columns, height: heading + rows * cell };
  const drawn = panels.map((panel, index) => {
    const x = (index % columns) * width;
    const y = heading + Math.floor(index / columns) * cell;
    return `<g transform="translate(${x} ${y})">${panelSvg(panel, options, colourOf)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" width="${total.width}" height="${total.height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(total.width / 2, 20, options.title, 'text-anchor="middle" font-size="15"'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function panelSvg(
  { title, lines }: Panel,
  { labelX, labelY }: ChartOptions,
  colourOf: (name: string) => string,
): string {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return text(width / 2, height / 2, `${title}: nothing was measured`);
  const x = axis(
    points.map(([value]) => value),
    margin.left,
    width - margin.right,
  );
  const y = axis(
    points.map(([, value]) => value),
    height - margin.bottom,
    margin.top,
  );
  const grid = [
    ...x.decades.map((value) => {
      const at = x.at(value);
      const rule = `<path d="M${at} ${margin.top}V${height - margin.bottom}" stroke="#ddd"/>`;
      return rule + text(at, height - margin.bottom + 16, labelX(value), 'text-anchor="middle"');
    }),
    ...y.decades.map((value) => {
      const at = y.at(value);
      const rule = `<path d="M${margin.left} ${at}H${width - margin.right}" stroke="#ddd"/>`;
      return rule + text(margin.left - 6, at + 4, labelY(value), 'text-anchor="end"');
    }),
  ];
  const drawn = lines.map(({ name, points: own }, index) => {
    const colour = colourOf(name);
    const places = own.map(([px, py]) => [x.at(px), y.at(py)] as const);
    const path = places.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${px} ${py}`).join('');
    const dots = places.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`);
    const legendY = height + index * legendLine;
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...dots,
      `<circle cx="${margin.left + 4}" cy="${legendY - 4}" r="4" fill="${colour}"/>`,
      text(margin.left + 14, legendY, name),
    ].join('');
  });
  return [
    text(width / 2, 18, title, 'text-anchor="middle" font-weight="bold"'),
    ...grid,
    ...drawn,
  ].join('\n');
}

/** A logarithmic axis from the decade at or below the least value to the one at or above the greatest. */
function axis(values: readonly number[], from: number, to: number) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  const decades = Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step));
  const at = (value: number): number => {
    const place = from + ((Math.log10(value) - first) / (last - first)) * (to - from);
    return Math.round(place * 10) / 10;
  };
  return { decades, at };
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
