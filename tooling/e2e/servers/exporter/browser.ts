import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { need } from '../../src/need.ts';

export const browserIsThere = need({
  what: 'tests of the page in a browser',
  command: ['chromium', '--version'],
  install: 'apt-get install chromium',
});

/** A page that was opened, and all that went wrong on it or left the machine. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, violations of the policy, and whatever else a browser complains of. */
  readonly complaints: readonly string[];
  /** Where requests went: origins. */
  readonly origins: ReadonlySet<string>;
}

/** Opens an address in Chromium. */
export async function openPage(
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const browser = await chromium.launch({
    executablePath: pathOf('chromium'),
    // A browser that root runs has no sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  // Time goes on as ever, but can be put forward.
  await page.clock.install();
  await page.goto(url);
  return {
    page,
    complaints,
    origins,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

function pathOf(program: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${program} is not on the path`);
  return found;
}
