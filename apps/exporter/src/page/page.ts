import type { MetricFamily } from '@telltale/model';
import { short } from './family-values.ts';
import { html, type Html } from './html.ts';
import { detail, found, type PageRequest } from './page-metrics.ts';
import type { CollectorStatus, PageState, SourceStatus, State } from './page-state.ts';
import { sparkline } from './sparkline.ts';
import { ago, duration } from './times.ts';

export interface PageOptions {
  readonly state: PageState;
  readonly families: readonly MetricFamily[];
  readonly request: PageRequest;
  /** Path of the metrics, such as `/metrics`. */
  readonly telemetryPath: string;
  /** Unix time in seconds. */
  readonly now: number;
}

/** The page for people: all there is, without a script; `static/page.js` keeps it up to date. */
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
          <div id="summary">
            <div id="verdict" role="status">${verdict(state)}</div>
            <p id="collected" class="quiet">${collected(state, now)}</p>
          </div>
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
            ${found(families, request)}
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

/** What is read out when it changes: nothing that changes by itself may be in it. */
function verdict({ collectors, reloadError }: PageState): Html {
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
    ${
      reloadError === undefined
        ? undefined
        : html`<div class="problem">
            <p>The configuration could not be reloaded; the one before is still served.</p>
            <pre>${reloadError}</pre>
          </div>`
    }`;
}

function collected({ collectedAt, series, families }: PageState, now: number): string {
  if (collectedAt === undefined) return 'Nothing was collected yet';
  return `${short(series)} series of ${short(families)} metrics, collected ${ago(now - collectedAt)}`;
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
  return html`<table class="records">
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">Collector</th>
        <th scope="col">Collected</th>
        <th scope="col" class="number">Took</th>
        <th scope="col">Recently</th>
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
  const age =
    ageSeconds === undefined
      ? undefined
      : html`<small
          >${state === 'failing' ? 'still shown after' : 'kept for'}
          ${duration(Math.floor(ageSeconds))}</small
        >`;
  return html`<tr class="${state}">
      <td data-label="State">${badge(state)}</td>
      <th scope="row">${name}${source === name ? undefined : html`<small>of ${source}</small>`}</th>
      <td data-label="Collected">${modeWords[mode]}</td>
      <td data-label="Took" class="number">${took === undefined ? '–' : duration(took)}</td>
      <td data-label="Recently">${sparkline(one.recent)}</td>
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
  return html`<table class="records">
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
