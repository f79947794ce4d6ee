import type { MetricFamily } from '@telltale/model';
import { mostSeries, short, shownFamily } from './family-values.ts';
import { html, type Html } from './html.ts';
import { searched } from './page-state.ts';

/** Metrics that are listed at once; a search finds the others. */
const mostListed = 100;

/** What the page is asked for. */
export interface PageRequest {
  readonly search: string;
  /** The metric whose values are shown. */
  readonly metric: string | undefined;
}

/** Metrics that a search has found, or all. */
export function found(families: readonly MetricFamily[], { search, metric }: PageRequest): Html {
  const all = searched(families, search);
  const listed = all.slice(0, mostListed);
  const count =
    all.length === 0
      ? 'No metric has all of these words.'
      : listed.length < all.length
        ? `The first ${listed.length} of ${all.length} metrics`
        : `${all.length} ${all.length === 1 ? 'metric' : 'metrics'}`;
  return html`<p id="count" class="quiet" role="status">${count}</p>
    <ul id="found" class="metrics">
      ${listed.map(({ name, type, help, columns }) => {
        const current = name === metric ? html` aria-current="true"` : undefined;
        return html`<li>
          <a href="${linkTo(name, search)}" ${current}>${name}</a> <span class="type">${type}</span
          ><span class="number">${short(columns.size)} series</span>
          <p>${help}</p>
        </li>`;
      })}
    </ul>`;
}

function linkTo(metric: string, search: string): string {
  const query = new URLSearchParams({ ...(search !== '' && { q: search }), metric });
  return `./?${query.toString()}#detail`;
}

/** The metric that was chosen, with its values; `static/metric-chart.js` draws them. */
export function detail(
  metric: string | undefined,
  families: readonly MetricFamily[],
  search: string,
): Html | undefined {
  if (metric === undefined) return undefined;
  const close = html`<a
    class="close"
    href="${search === '' ? './' : `./?${new URLSearchParams({ q: search }).toString()}`}#metrics"
    >Close</a
  >`;
  const family = families.find(({ name }) => name === metric);
  if (family === undefined) {
    return html`<article>
      <header>
        <h3>${metric}</h3>
        ${close}
      </header>
      <p class="quiet">There is no such metric at the moment.</p>
    </article>`;
  }
  const shown = shownFamily(family);
  const names = [...new Set(shown.series.flatMap(({ labels }) => Object.keys(labels)))];
  const unit =
    shown.unit === undefined ? undefined : html` <span class="type">${shown.unit}</span>`;
  const isExplained = shown.series.some(({ details }) => details !== undefined);
  const isOf =
    { counter: 'Value', histogram: 'Observations', summary: 'Observations' }[shown.type] ?? 'Value';
  return html`<article aria-labelledby="detail-title" data-metric="${metric}">
    <header>
      <h3 id="detail-title">${metric}</h3>
      <span class="type">${shown.type}</span>${unit}${close}
    </header>
    <p>${shown.help}</p>
    <figure id="chart" hidden>
      <figcaption></figcaption>
      <div></div>
    </figure>
    <div class="scroll" tabindex="0" role="region" aria-label="Values of ${metric}">
      <table class="values" id="values">
        <thead>
          <tr>
            ${names.map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col" class="number">${isOf}</th>
            ${isExplained ? html`<th scope="col">Details</th>` : undefined}
          </tr>
        </thead>
        <tbody>
          ${shown.series.map(
            ({ labels, value, details }) =>
              html`<tr>
                ${names.map((name) => html`<td>${labels[name] ?? ''}</td>`)}
                <td class="number">${short(value)}</td>
                ${isExplained ? html`<td class="quiet">${details ?? ''}</td>` : undefined}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shown.size > mostSeries ? html`<p class="quiet">The first ${mostSeries} of ${shown.size.toLocaleString('en-US')} series.</p>` : undefined}
  </article>`;
}
