import type { PageFormat } from './page-reader.ts';

/** The header that asks for nothing but this format. */
export const acceptOf: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain;version=0.0.4',
  openmetrics: 'application/openmetrics-text;version=1.0.0',
};

export const contentTypeOf: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The page in a format; throws where the answer is not one. */
export async function scrape(url: string, format: PageFormat): Promise<string> {
  const response = await fetch(url, { headers: { Accept: acceptOf[format] } });
  const body = await response.text();
  const contentType = response.headers.get('Content-Type');
  if (response.status !== 200 || contentType !== contentTypeOf[format]) {
    throw new Error(`${url} answered ${response.status} ${contentType ?? ''}\n${body}`);
  }
  return body;
}
