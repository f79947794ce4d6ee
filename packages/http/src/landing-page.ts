import { answer, type ScrapeResponse } from './handler.ts';

/** A page for people who open the server's address in a browser: it leads to the metrics. */
export function landingPage(path: string): ScrapeResponse {
  const link = escapeHtml(path);
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Metrics</title>
<h1>Metrics</h1>
<p><a href="${link}">${link}</a></p>
</html>
`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
  };
  return answer(200, headers, [new TextEncoder().encode(html)]);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
