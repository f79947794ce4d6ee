/// <reference lib="dom" />
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openPage } from './browser.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const configuration = `
sources:
  shop: { type: sqlite, path: shop.db }
collectors:
  orders:
    source: shop
    query: select state, n from orders
    metrics:
      - { name: shop_orders, help: 'Orders <b>now</b>.', type: gauge, key_labels: [state], values: [n] }
  total:
    source: shop
    query: select sum(n) as n from orders
    metrics:
      - { name: shop_total, help: All orders., type: gauge, values: [n] }
`;

describe.runIf(browserIsThere)('the page in a browser', () => {
  let exporter: ConfiguredExporter;
  let database: DatabaseSync;

  beforeAll(async () => {
    exporter = await ConfiguredExporter.start('{}');
    database = new DatabaseSync(join(exporter.folder, 'shop.db'));
    database.exec(`create table orders(state, n);
      insert into orders values ('open', 3), ('<script>alert(1)</script>', 4)`);
    await exporter.configure(configuration);
    expect((await exporter.reload()).status).toBe(200);
    await exporter.samples();
  });
  afterAll(async () => {
    database.close();
    await exporter[Symbol.asyncDispose]();
  });

  it('shows states and values, asks nobody else, and breaks no rule of its policy', async () => {
    await using open = await openPage(`${exporter.origin}/?metric=shop_orders`);
    const { page } = open;
    await expect.poll(() => page.locator('#summary .state.ok').innerText()).toContain('are well');
    expect(await page.locator('#values tbody tr').count()).toBe(2);
    expect(await page.locator('#values').innerText()).toContain('<script>alert(1)</script>');
    expect(await page.locator('article').innerText()).toContain('Orders <b>now</b>.');
    await page.locator('#chart canvas').waitFor();
    expect([...open.origins]).toEqual([exporter.origin]);
    expect(open.complaints).toEqual([]);
  });

  it('draws a chart that moves with the value, and keeps the table up to date', async () => {
    await using open = await openPage(`${exporter.origin}/?metric=shop_orders`);
    const { page } = open;
    const drawn = (): Promise<string> =>
      page.locator('#chart canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.locator('#chart canvas').waitFor();
    const before = await drawn();
    database.exec(`update orders set n = 90 where state = 'open'`);
    await refresh(page);
    await expect.poll(drawn, { timeout: 15_000 }).not.toBe(before);
    await expect
      .poll(
        async () => {
          await refresh(page);
          return page.locator('#values').innerText();
        },
        { timeout: 15_000 },
      )
      .toMatch(/open\s+90/);
    expect(open.complaints).toEqual([]);
  });

  it('finds metrics while one types, and is gone through by the keyboard', async () => {
    await using open = await openPage(`${exporter.origin}/`);
    const { page } = open;
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        return element instanceof HTMLInputElement ? element.id : element?.textContent.trim();
      });
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('shop_');
    await expect.poll(() => page.locator('#found li').count()).toBe(2);
    expect(page.url()).toContain('q=shop_');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('shop_orders');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('shop_total');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/metric=shop_orders/);
    expect(await page.locator('#detail h3').innerText()).toBe('shop_orders');
    expect(await page.locator('#search').inputValue()).toBe('shop_');
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('metric'));
    await page.locator('#search').focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#found li').count()).toBeGreaterThan(20);
    await page.reload();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the metrics');
    expect(open.complaints).toEqual([]);
  });

  it('shows what was searched for last, whichever answer comes last', async () => {
    await using open = await openPage(`${exporter.origin}/`);
    const { page } = open;
    const late = Promise.withResolvers<undefined>();
    await page.route(/q=shop_orders$/, async (route) => {
      await late.promise;
      await route.continue().catch(() => undefined);
    });
    const asked = page.waitForRequest(/q=shop_orders$/);
    await page.locator('#search').fill('shop_orders');
    await asked;
    await page.locator('#search').fill('shop_total');
    await expect.poll(() => page.locator('#found li a').allInnerTexts()).toEqual(['shop_total']);
    late.resolve(undefined);
    await page.waitForTimeout(500);
    expect(await page.locator('#found li a').allInnerTexts()).toEqual(['shop_total']);
    expect(open.complaints).toEqual([]);
  });

  it('says which collector fails and why, while the others are well, and when it works again', async () => {
    await using open = await openPage(`${exporter.origin}/`);
    const { page } = open;
    database.exec('alter table orders rename to hidden');
    await exporter.samples();
    await refresh(page);
    await expect
      .poll(() => page.locator('#summary').innerText(), { timeout: 15_000 })
      .toContain('2 of 5 collectors fail: orders, total');
    expect(await page.locator('#collectors pre').first().innerText()).toContain('no such table');
    expect(await page.title()).toBe('(2) Telltale exporter');
    expect(await page.locator('#collectors tr.ok').count()).toBe(3);
    database.exec('alter table hidden rename to orders');
    await exporter.samples();
    await refresh(page);
    await expect
      .poll(() => page.locator('#summary').innerText(), { timeout: 15_000 })
      .toContain('All 5 collectors are well');
  });

  it('says when the exporter is not reached any more', async () => {
    await using open = await openPage(`${exporter.origin}/`);
    const { page } = open;
    await page.context().setOffline(true);
    await refresh(page);
    await expect
      .poll(() => page.locator('#summary').innerText(), { timeout: 15_000 })
      .toContain('does not answer');
    await page.context().setOffline(false);
    await refresh(page);
    await expect
      .poll(() => page.locator('#summary').innerText(), { timeout: 15_000 })
      .toContain('are well');
  });

  it('is all there without a script', async () => {
    await using open = await openPage(`${exporter.origin}/`, { javaScriptEnabled: false });
    const { page } = open;
    await page.locator('#search').fill('shop_orders');
    await page.locator('form button').click();
    expect(await page.locator('#found li').count()).toBe(1);
    await page.locator('#found a').click();
    expect(await page.locator('#values tbody tr').count()).toBe(2);
    expect(await page.locator('#chart').isVisible()).toBe(false);
    await page.locator('.close').click();
    expect(await page.locator('#detail').innerText()).toBe('');
  });

  it.each(['light', 'dark'] as const)(
    'can be read in %s, on a desk and on a phone',
    async (colorScheme) => {
      await using open = await openPage(`${exporter.origin}/?metric=shop_orders`, { colorScheme });
      const { page } = open;
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([width, over]).toEqual([width, 0]);
      }
      for (const selector of [
        '#facts',
        '#collectors td',
        '.quiet',
        'nav a',
        '.state.ok',
        '.type',
      ]) {
        const contrast = await page.locator(selector).first().evaluate(contrastOf);
        expect([selector, contrast >= 4.5]).toEqual([selector, true]);
      }
      const [ground] = await page.evaluate(() =>
        [getComputedStyle(document.body).backgroundColor].map((colour) =>
          Number(/\d+/.exec(colour)),
        ),
      );
      expect(ground! > 128).toBe(colorScheme === 'light');
    },
  );
});

/** As if the time had come at which the page asks for what is new. */
async function refresh(page: Page): Promise<void> {
  await page.clock.fastForward(5100);
}

/** The contrast of an element's text to what is behind it, by WCAG 2. Runs in the browser. */
function contrastOf(element: Element): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? [])
      .slice(0, 3)
      .map((text) => {
        const share = Number(text) / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let behind: Element | null = element;
  while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') {
    behind = behind.parentElement;
  }
  const text = luminance(getComputedStyle(element).color);
  const ground = luminance(getComputedStyle(behind ?? document.body).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}
