import { drawMetric } from './metric-chart.js';

/** How often what is on the page is asked for anew, in milliseconds. */
const refreshMs = 5000;
/** How long after a key a search begins. */
const typingMs = 200;

/** What is replaced when the page is asked for anew. What somebody is in with the keyboard stays. */
const live = ['facts', 'verdict', 'collected', 'collectors', 'sources', 'values'];

/** @type {import('./metric-chart.js').MetricChart | undefined} */
let chart;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let typed;
/** Ends the search before: its answer may come after that of a later one. */
let searching = new AbortController();

/** @type {HTMLInputElement | null} */
const search = document.querySelector('#search');

/**
 * Asks for the page of an address, and puts some parts of it in place of those that are there.
 *
 * @param {string} address
 * @param {readonly string[]} ids
 * @param {AbortSignal | null} [signal]
 */
async function replace(address, ids, signal = null) {
  let text;
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, signal });
    if (!answer.ok) throw new Error(String(answer.status));
    text = await answer.text();
  } catch {
    if (signal?.aborted === true) return;
    document.documentElement.classList.add('away');
    document.querySelector('#verdict')?.replaceChildren(awayNote());
    return;
  }
  document.documentElement.classList.remove('away');
  const next = new DOMParser().parseFromString(text, 'text/html');
  document.title = next.title;
  for (const id of ids) {
    const there = document.getElementById(id);
    const now = next.getElementById(id);
    if (there === null || now === null || there.innerHTML === now.innerHTML) continue;
    if (there.contains(document.activeElement)) continue;
    there.replaceChildren(...now.childNodes);
  }
}

function awayNote() {
  const note = document.createElement('p');
  note.className = 'verdict state failing';
  note.textContent = 'The exporter does not answer. What is below is what it said last.';
  return note;
}

/** @param {string} words */
async function find(words) {
  const address = new URL(location.href);
  if (words === '') address.searchParams.delete('q');
  else address.searchParams.set('q', words);
  history.replaceState(null, '', address);
  searching.abort();
  searching = new AbortController();
  await replace(address.href, ['count', 'found'], searching.signal);
}

/** @returns {HTMLAnchorElement[]} */
function results() {
  return [...document.querySelectorAll('#found a')].filter(
    (link) => link instanceof HTMLAnchorElement,
  );
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = target instanceof HTMLInputElement;
  if (key === '/' && !isTyping) {
    event.preventDefault();
    search?.focus();
    search?.select();
  } else if (key === 'Escape' && search !== null && target === search) {
    search.value = '';
    void find('');
  } else if (key === 'Escape' && !isTyping) {
    /** @type {HTMLAnchorElement | null} */
    const close = document.querySelector('#detail .close');
    close?.click();
  } else if (key === 'ArrowDown' || key === 'ArrowUp') {
    const links = results();
    const at = target instanceof HTMLAnchorElement ? links.indexOf(target) : -1;
    if (at < 0 && target !== search) return;
    const to = at + (key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    if (to < 0) search?.focus();
    else links[to]?.focus();
  }
});

search?.addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(() => void find(search.value.trim()), typingMs);
});

search?.form?.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(typed);
  void find(search.value.trim());
});

function showChart() {
  chart?.stop();
  chart = undefined;
  const metric = document.querySelector('#detail article')?.getAttribute('data-metric');
  /** @type {HTMLElement | null} */
  const figure = document.querySelector('#chart');
  if (typeof metric === 'string' && figure !== null) chart = drawMetric(metric, figure);
}

setInterval(() => {
  if (!document.hidden) void replace(location.href, live);
}, refreshMs);

document.documentElement.classList.add('scripted');
showChart();
