import { encode } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { startDemo } from './demo-process.ts';
import { exampleCollectors } from './example-collectors.ts';
import { startExporter } from './exporter-process.ts';
import { readPage, type PageFormat } from './page-reader.ts';
import { scrape } from './scrape.ts';
import { waitUntil } from './wait-until.ts';

/** One page in each format; taken one after the other, so values may differ. */
export type Page = Readonly<Record<PageFormat, string>>;

/** What the pages are called, in tests that are declared before the pages are there. */
export const pageNames: readonly string[] = [
  'the demo',
  'the exporter',
  ...exampleCollectors().map(({ name }) => `the example ${name}`),
  'all examples together',
];

/** The pages of everything in this repository that gives one, by their names. */
export async function everyPage(): Promise<ReadonlyMap<string, Page>> {
  const pages = new Map<string, Page>();
  const cleanup = new AsyncDisposableStack();
  try {
    const demo = cleanup.use(await startDemo({ traffic: true }));
    const exporter = cleanup.use(await startExporter());
    await waitUntil('the traffic has been everywhere, so that no family is empty', async () => {
      const families = readPage(await scrape(demo.metricsUrl, 'text'), 'text');
      return families.every(({ samples }) => samples.length > 0) || undefined;
    });
    pages.set('the demo', await scrapeBoth(demo.metricsUrl));
    pages.set('the exporter', await scrapeBoth(exporter.metricsUrl));
  } finally {
    await cleanup.disposeAsync();
  }
  const examples = exampleCollectors();
  for (const collector of examples) {
    pages.set(`the example ${collector.name}`, await pageOf([collector]));
  }
  pages.set('all examples together', await pageOf(examples));
  return pages;
}

async function scrapeBoth(url: string): Promise<Page> {
  return { text: await scrape(url, 'text'), openmetrics: await scrape(url, 'openmetrics') };
}

async function pageOf(collectors: ReturnType<typeof exampleCollectors>): Promise<Page> {
  const registry = new Registry({ onProblem: 'fail' });
  registry.register(...collectors);
  const families = await registry.gather();
  const page = (format: PageFormat): string => new TextDecoder().decode(encode(families, format));
  return { text: page('text'), openmetrics: page('openmetrics') };
}
