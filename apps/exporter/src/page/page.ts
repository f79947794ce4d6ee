import type { MetricFamily } from '@telltale/model';
import { html, type Html } from './html.ts';
import { mostSeries, short, shownFamily } from './family-values.ts';
import type { CollectorStatus, PageState, SourceStatus, State } from './page-state.ts';
import { searched } from './page-state.ts';
import { sparkline } from './sparkline.ts';
import { ago, duration } from './times.ts';

/** Metrics that are listed at once; a search finds the others. */
const mostListed = 100;

/** What the page is asked for. */
export interface PageRequest {
  readonly search: string;
  /** The metric whose values are shown. */
  readonly metric: string | undefined;
}

export interface PageOptions {
  readonly state: PageState;
  readonly families: readonly MetricFamily[];
  readonly request: PageRequest;
  /** Path of the metrics, such as `/metrics`. */
  readonly telemetryPath: string;
  /** Unix time in seconds. */
  readonly now: number;
}

/** The page for people: all there is, without a script; `browser/page.ts` keeps it up to date. */
export function page({ state, families, request, telemetryPath, now }: PageOptions): string {
  const { search, metric } = request;
  const content = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${titleOf(state)}</title>
        <link rel="icon" href="./assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="./assets/page.css" />
        <link rel="stylesheet" href="./assets/uPlot.css" />
        <script type="module" src="./assets/page.js"></script>
      </head>
      <body>
        <a class="skip" href="#metrics">Skip to the metrics</a>
        <header>
          <div class="name">
            <h1>Telltale exporter</h1>
            <p id="facts">${facts(state, now)}</p>
          </div>
          <nav aria-label="Endpoints">${links(state, telemetryPath)}</nav>
        </header>
        <main>
          <div id="summary" role="status">${summary(state, now)}</div>
          <section aria-labelledby="collectors-title">
            <h2 id="collectors-title">Collectors</h2>
            <div id="collectors">${collectorsTable(state.collectors, now)}</div>
          </section>
          <section aria-labelledby="sources-title">
            <h2 id="sources-title">Sources</h2>
            <div id="sources">${sourcesTable(state.sources)}</div>
          </section>
          <section aria-labelledby="metrics-title" id="metrics" tabindex="-1">
            <h2 id="metrics-title">Metrics</h2>
            <form role="search" action="./" method="get">
              <label for="search">Search names, types and help texts</label>
              <div class="field">
                <input
                  id="search"
                  name="q"
                  type="search"
                  value="${search}"
                  autocomplete="off"
                  spellcheck="false"
                /><kbd aria-hidden="true">/</kbd><button>Search</button>
              </div>
            </form>
            <div id="detail">${detail(metric, families, search)}</div>
            <div id="found">${found(families, request)}</div>
          </section>
        </main>
      </body>
    </html> `;
  return content.toString();
}

function titleOf({ collectors }: PageState): string {
  const failing = collectors.filter(({ state }) => state === 'failing').length;
  return failing === 0 ? 'Telltale exporter' : `(${failing}) Telltale exporter`;
}

function facts({ version, startedAt, configFile }: PageState, now: number): Html {
  const config = configFile ?? 'built-in configuration';
  return html`Version ${version} · up for ${duration(now - startedAt)} · ${config}`;
}

function links({ modules }: PageState, telemetryPath: string): Html {
  // Relative, so that they also lead there behind a proxy that serves the exporter below a path of its own.
  const link = (path: string, text: string): Html => html`<a href="${`.${path}`}">${text}</a>`;
  return html`${link(telemetryPath, 'Metrics')}${link('/config', 'Configuration')}${link('/-/healthy', 'Healthy')}${link('/-/ready', 'Ready')}${link('/api/v1/status', 'JSON')}${
    modules.length > 0 ? html`<span>Probe modules: ${modules.join(', ')}</span>` : undefined
  }`;
}

function summary(
  { collectors, collectedAt, series, families, reloadError }: PageState,
  now: number,
): Html {
  const failing = collectors.filter(({ state }) => state === 'failing').map(({ name }) => name);
  const state: State =
    failing.length > 0
      ? 'failing'
      : collectors.some((one) => one.state === 'waiting')
        ? 'waiting'
        : 'ok';
  const words =
    failing.length > 0
      ? `${failing.length} of ${collectors.length} collectors ${failing.length === 1 ? 'fails' : 'fail'}: ${failing.join(', ')}`
      : state === 'waiting'
        ? 'Not all collectors have been asked yet'
        : collectors.length === 1
          ? 'The collector is well'
          : `All ${collectors.length} collectors are well`;
  return html`<p class="verdict">${badge(state, words)}</p>
    <p class="quiet">
      ${
        collectedAt === undefined
          ? 'Nothing was collected yet'
          : html`${series.toLocaleString('en-US')} series of ${families.toLocaleString('en-US')}
            metrics, collected ${ago(now - collectedAt)}`
      }
    </p>
    ${
      reloadError === undefined
        ? undefined
        : html`<div class="problem">
            <p>The configuration could not be reloaded; the one before is still served.</p>
            <pre>${reloadError}</pre>
          </div>`
    }`;
}

const stateWords: Readonly<Record<State, string>> = {
  ok: 'ok',
  failing: 'failing',
  waiting: 'not asked yet',
};

/** A state by its colour, shape and word. */
function badge(state: State, words: string = stateWords[state]): Html {
  return html`<span class="state ${state}"
    ><svg viewBox="0 0 10 10" aria-hidden="true">${shapes[state]}</svg>${words}</span
  >`;
}

const shapes: Readonly<Record<State, Html>> = {
  ok: html`<circle cx="5" cy="5" r="4.5" />`,
  failing: html`<path d="M5 .2 9.9 9.6H.1z" />`,
  waiting: html`<circle
    cx="5"
    cy="5"
    r="3.7"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
  />`,
};

const modeWords: Readonly<Record<CollectorStatus['mode'], string>> = {
  scrape: 'at each scrape',
  cache: 'cached',
  interval: 'by interval',
  cron: 'by timetable',
};

function collectorsTable(collectors: readonly CollectorStatus[], now: number): Html {
  if (collectors.length === 0) return html`<p class="quiet">There are none.</p>`;
  return html`<table class="wide">
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">Collector</th>
        <th scope="col">Collected</th>
        <th scope="col" class="number">Took</th>
        <th scope="col">Last ones</th>
        <th scope="col" class="number">Last success</th>
        <th scope="col" class="number">Series</th>
      </tr>
    </thead>
    <tbody>
      ${collectors.map((one) => collectorRow(one, now))}
    </tbody>
  </table>`;
}

function collectorRow(one: CollectorStatus, now: number): Html {
  const {
    name,
    source,
    state,
    mode,
    error,
    ageSeconds,
    lastDurationSeconds: took,
    lastSuccessAt,
  } = one;
  const dropped =
    one.droppedSeries > 0 ? html`<small>${short(one.droppedSeries)} left out</small>` : undefined;
  const age = ageSeconds === undefined ? undefined : html`<small>shown: ${ago(ageSeconds)}</small>`;
  return html`<tr class="${state}">
      <td data-label="State">${badge(state)}</td>
      <th scope="row">${name}${source === name ? undefined : html`<small>of ${source}</small>`}</th>
      <td data-label="Collected">${modeWords[mode]}</td>
      <td data-label="Took" class="number">${took === undefined ? '–' : duration(took)}</td>
      <td data-label="Last ones">${sparkline(one.recent)}</td>
      <td data-label="Last success" class="number">
        ${lastSuccessAt === undefined ? '–' : ago(now - lastSuccessAt)}${age}
      </td>
      <td data-label="Series" class="number">
        ${one.series === undefined ? '–' : short(one.series)}${dropped}
      </td>
    </tr>
    ${
      error === undefined
        ? undefined
        : html`<tr class="error">
            <td colspan="7"><pre>${error}</pre></td>
          </tr>`
    }`;
}

function sourcesTable(sources: readonly SourceStatus[]): Html {
  if (sources.length === 0) return html`<p class="quiet">There are none.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">Source</th>
        <th scope="col">Type</th>
        <th scope="col">Connections</th>
      </tr>
    </thead>
    <tbody>
      ${sources.map(
        ({ name, type, state, pool }) =>
          html`<tr class="${state}">
            <td data-label="State">${badge(state)}</td>
            <th scope="row">${name}</th>
            <td data-label="Type">${type}</td>
            <td data-label="Connections">
              ${
                pool === undefined
                  ? '–'
                  : `${pool.open} of ${pool.max} open, ${pool.idle} idle${pool.waiting > 0 ? `, ${pool.waiting} queries wait` : ''}`
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function found(families: readonly MetricFamily[], { search, metric }: PageRequest): Html {
  const all = searched(families, search);
  if (all.length === 0)
    return html`<p class="quiet" role="status">No metric has all of these words.</p>`;
  const listed = all.slice(0, mostListed);
  const count =
    listed.length < all.length
      ? `The first ${listed.length} of ${all.length} metrics`
      : `${all.length} ${all.length === 1 ? 'metric' : 'metrics'}`;
  return html`<p class="quiet" role="status">${count}</p>
    <ul class="metrics">
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

function detail(
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
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          ${shown.series.map(
            ({ labels, value, details }) =>
              html`<tr>
                ${names.map((name) => html`<td>${labels[name] ?? ''}</td>`)}
                <td class="number">${short(value)}</td>
                <td class="quiet">${details ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shown.size > mostSeries ? html`<p class="quiet">The first ${mostSeries} of ${shown.size.toLocaleString('en-US')} series.</p>` : undefined}
  </article>`;
}
