import { createHash } from 'node:crypto';

/** What the page shows. */
export interface LandingPageContent {
  readonly version: string;
  readonly telemetryPath: string;
  /** Names of the collectors. */
  readonly collectors: readonly string[];
}

const style = `
:root {
  color-scheme: light dark;
  --text: #1c2024; --quiet: #5f6b76; --ground: #f6f7f9; --card: #fff; --line: #dfe3e8; --link: #0b5cad;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e7eaee; --quiet: #98a3ae; --ground: #121517; --card: #1a1e22; --line: #2c3339; --link: #7db7f5;
  }
}
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 0 0 .75rem; font-size: 1rem; }
header p, dd { color: var(--quiet); }
header p { margin: .25rem 0 2rem; }
section { margin-bottom: 1rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; margin: 0; }
dd { margin: 0; }
ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; }
li { padding: .125rem .75rem; border: 1px solid var(--line); border-radius: 1rem; overflow-wrap: anywhere; }
a { color: var(--link); overflow-wrap: anywhere; }
a:focus-visible { outline: 2px solid; outline-offset: 2px; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .75rem; } }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing but this one style sheet: the page loads nothing, runs nothing, sends nothing and is framed nowhere. */
export const landingPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page for people who open the address of the exporter in a browser. */
export function landingPage({ version, telemetryPath, collectors }: LandingPageContent): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Telltale exporter</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>Telltale exporter</h1>
<p>Version ${escapeHtml(version)}</p>
</header>
<section>
<h2>Endpoints</h2>
<dl>
${endpoint(telemetryPath, 'the metrics, for Prometheus to scrape')}
${endpoint('/-/healthy', 'answers 200 as long as the exporter runs')}
${endpoint('/-/ready', 'answers 200 from the first collection on, 503 before')}
</dl>
</section>
<section>
<h2>Collectors</h2>
<ul>
${collectors.map((name) => `<li>${escapeHtml(name)}</li>`).join('\n')}
</ul>
</section>
</main>
</body>
</html>
`;
}

function endpoint(path: string, meaning: string): string {
  // Relative, so that it also leads there behind a proxy that serves the exporter below a path of its own.
  return `<dt><a href="${escapeHtml(`.${path}`)}">${escapeHtml(path)}</a></dt><dd>${meaning}</dd>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
